/** What workers log in tests: errors are shown, and an order that a worker could not replay is a failure. */
import { afterAll, expect } from '@jest/globals';
import { makeTelemetryFilterString, Runtime, type Logger } from '@temporalio/worker';

/** Workflow tasks whose completion the server refused, as the SDK reports it: such an order may stand still (0033). */
export const refusedTasks: string[] = [];

/** For the workers of a test file: before the first connection. */
export function listenToWorkers(): void {
  const notReplayed: unknown[] = [];
  Runtime.install({
    logger: {
      ...silentLogger(),
      log: (_level, message, fields) => {
        const said = JSON.stringify(fields ?? {});
        if (said.includes('TMPRL1100')) notReplayed.push(fields);
        if (message === 'Error while completing workflow activation') refusedTasks.push(said);
      },
    },
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) } },
  });
  // Such an order stands still for good, which a test that waits for something else may not notice.
  afterAll(() => {
    expect(notReplayed).toEqual([]);
  });
}

export function silentLogger(): Logger {
  const silent = () => undefined;
  return { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: console.error };
}
