/** Real Temporal servers for tests. `npm test` sets the paths of the binaries. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import * as testing from '../../testing/temporal-servers.js';

/** Starts the development server with the search attributes and settings of `npm run temporal`. Needs `teardown()`. */
export async function startDevServer(extraArgs: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  pathOf('TEMPORAL_CLI_PATH');
  return await testing.startDevServer({ extraArgs: [...SERVER_SETTINGS, ...extraArgs] });
}

/** Starts the time-skipping server. Its clock is shared, so run one test at a time. Needs `teardown()`. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  pathOf('TEMPORAL_TEST_SERVER_PATH');
  return await testing.startTimeSkippingServer();
}

/**
 * Returns a client that does not skip time. The environment's own client lets the time-skipping server skip while it
 * reads a result: with nothing else to wait for, up to ten years.
 */
export function patientClient({ connection, namespace }: TestWorkflowEnvironment): Client {
  return new Client({ connection, ...(namespace !== undefined && { namespace }) });
}

/** The path of a Temporal binary. @throws if the tests run without `npm test`: the SDK would download the server */
export function pathOf(variable: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH'): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set. Run the tests with npm test, which finds it.`);
  return path;
}

/** Runs Temporal's command line and returns its output. Rejects if the command fails. */
export async function temporalCli({ address }: { readonly address: string }, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(pathOf('TEMPORAL_CLI_PATH'), [...args, '--address', address]);
  return stdout;
}
