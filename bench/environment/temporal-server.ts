import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import { startDevServer } from '../../testing/temporal-servers.js';

/** The SDK gives the server five seconds to start, which a busy machine exceeds. */
const ATTEMPTS = 3;

/** Starts the development server with the settings of `npm run temporal`. Needs `teardown()`. */
export async function startTemporalServer(extraArgs: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  if (process.env['TEMPORAL_CLI_PATH'] === undefined)
    throw new Error('TEMPORAL_CLI_PATH is not set. Use `npm run bench`, which sets it.');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startDevServer({ extraArgs: [...SERVER_SETTINGS, '--log-level', 'never', ...extraArgs] });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
