/** Logs of workers in tests: errors are printed, and a test file fails if a worker cannot replay an order. */
import { afterAll, expect } from '@jest/globals';
import { makeTelemetryFilterString, Runtime, type Logger } from '@temporalio/worker';

/** Workflow tasks whose completion the server refused; such an order may be stuck (docs/decisions/0033). */
export const refusedTasks: string[] = [];

/** Installs the runtime for the workers of a test file. Call it before the first connection. */
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
  // Such an order makes no progress, which a test that waits for something else may not notice.
  afterAll(() => {
    expect(notReplayed).toEqual([]);
  });
}

export function silentLogger(): Logger {
  const silent = () => undefined;
  return { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: console.error };
}
