import { DefaultLogger, Runtime, type Logger } from '@temporalio/worker';

/** Prints errors only: everything else would mix with the progress of the bench. */
export const QUIET_LOGGER: Logger = new DefaultLogger('ERROR');

/** Installs the runtime of this process's workers. Call it once, before the first connection. */
export function installQuietRuntime(): void {
  Runtime.install({
    logger: QUIET_LOGGER,
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
}
