/** Real Temporal servers for tests; `npm test` says where the binaries are. */
import { Client, type ConnectionOptions } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages/names.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/messages/search-attribute-keys.js';

/** The development server with an order's search attributes, set as `npm run temporal` sets it. Needs `teardown()`. */
export async function startDevServer(extraArgs: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: pathOf('TEMPORAL_CLI_PATH') },
      searchAttributes: [...SEARCH_ATTRIBUTE_KEYS],
      extraArgs: [...SERVER_SETTINGS, ...extraArgs],
    },
  });
}

/** The server on which months pass in seconds. Its clock is shared: one test at a time. Needs `teardown()`. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: pathOf('TEMPORAL_TEST_SERVER_PATH') } },
    plugins: [{ name: 'a server of its own', configureConnection: toOwnServer }],
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
 * A client for which no time passes. The environment's own lets the time-skipping server skip while it reads how an order
 * ended: with nothing else to wait for, ten years, to the end of some order's run.
 */
export function patientClient({ connection, namespace }: TestWorkflowEnvironment): Client {
  return new Client({ connection, ...(namespace !== undefined && { namespace }) });
}

/**
 * The time-skipping server hangs up on whoever pings it more than once in five minutes. And nothing is repeated there: a
 * call that the SDK is about to repeat when its connection is closed ends the process, or the next test file, instead.
 */
function toOwnServer(options: ConnectionOptions): ConnectionOptions {
  const channelArgs = { ...options.channelArgs, 'grpc.keepalive_time_ms': 10 * 60_000 };
  return { ...options, channelArgs, interceptors: [] };
}

/** Where the binary is. */
export function pathOf(variable: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH'): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set. Run the tests with npm test, which finds it.`);
  return path;
}
