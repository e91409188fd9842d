/** Real Temporal servers for tests. `npm test` sets the paths of the binaries. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, type ConnectionOptions } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages/names.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/messages/search-attribute-keys.js';

/** Starts the development server with the search attributes and settings of `npm run temporal`. Needs `teardown()`. */
export async function startDevServer(extraArgs: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: pathOf('TEMPORAL_CLI_PATH') },
      searchAttributes: [...SEARCH_ATTRIBUTE_KEYS],
      extraArgs: [...SERVER_SETTINGS, ...extraArgs],
    },
  });
}

/** Starts the time-skipping server. Its clock is shared, so run one test at a time. Needs `teardown()`. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: pathOf('TEMPORAL_TEST_SERVER_PATH') } },
    plugins: [{ name: 'time-skipping server', configureConnection: forTimeSkippingServer }],
  });
  const { IndexedValueType } = proto.temporal.api.enums.v1;
  const searchAttributes = Object.fromEntries(
    Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
  );
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.namespace ?? 'default',
    searchAttributes,
  });
  return environment;
}

/**
 * Returns a client that does not skip time. The environment's own client lets the time-skipping server skip while it
 * reads a result: with nothing else to wait for, up to ten years.
 */
export function patientClient({ connection, namespace }: TestWorkflowEnvironment): Client {
  return new Client({ connection, ...(namespace !== undefined && { namespace }) });
}

/**
 * Connection options for the time-skipping server. It closes connections that send keepalives more than once per five
 * minutes. Without interceptors the SDK retries no call: a retry on a closed connection would end the process or fail
 * the next test file.
 */
function forTimeSkippingServer(options: ConnectionOptions): ConnectionOptions {
  const channelArgs = { ...options.channelArgs, 'grpc.keepalive_time_ms': 10 * 60_000 };
  return { ...options, channelArgs, interceptors: [] };
}

/** The path of a Temporal binary. */
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
