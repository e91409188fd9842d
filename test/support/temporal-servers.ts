/** Real Temporal servers for tests; `npm test` says where the binaries are. */
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../workflows/names.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/search-attribute-keys.js';

/** The development server with an order's search attributes. Needs `teardown()`. */
export async function startDevServer(extraArgs: string[] = []): Promise<TestWorkflowEnvironment> {
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: pathOf('TEMPORAL_CLI_PATH') },
      searchAttributes: [...SEARCH_ATTRIBUTE_KEYS],
      extraArgs,
    },
  });
}

/** The server on which months pass in seconds. Its clock is shared: one test at a time. Needs `teardown()`. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: pathOf('TEMPORAL_TEST_SERVER_PATH') } },
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

function pathOf(variable: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH'): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set. Run the tests with npm test, which finds it.`);
  return path;
}
