/** Temporal servers for tests, with the search attributes of ticket orders. */
import type { ConnectionOptions } from '@temporalio/client';
import {
  TestWorkflowEnvironment,
  type LocalTestWorkflowEnvironmentOptions,
  type TimeSkippingTestWorkflowEnvironmentOptions,
} from '@temporalio/testing';
import { SearchAttributesMissingError } from '../workers/errors.js';
import { addSearchAttributes, searchAttributeGaps } from '../workers/search-attribute-gaps.js';
import { SEARCH_ATTRIBUTES } from '../workflows/messages/names.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../workflows/messages/search-attribute-keys.js';

/** A gRPC status code. */
const ALREADY_EXISTS = 6;

/** The SDK waits five seconds for a server and then kills it. On a busy machine a server may need longer. */
const MAX_STARTS = 6;

/** Options of the development server. */
export type DevServerOptions = NonNullable<LocalTestWorkflowEnvironmentOptions['server']>;
/** Options of the time-skipping server. */
export type TimeSkippingServerOptions = NonNullable<TimeSkippingTestWorkflowEnvironmentOptions['server']>;

/**
 * Starts Temporal's development server. It has visibility, resets and real time.
 *
 * @param server options of the SDK; by default it downloads the server, unless `TEMPORAL_CLI_PATH` names one
 * @returns an environment that you end with `teardown()`
 *
 * @example
 * const temporal = await startDevServer();
 */
export async function startDevServer(server: DevServerOptions = {}): Promise<TestWorkflowEnvironment> {
  return await startInTime(() =>
    TestWorkflowEnvironment.createLocal({
      server: {
        ...existing('TEMPORAL_CLI_PATH'),
        ...server,
        searchAttributes: [...SEARCH_ATTRIBUTE_KEYS, ...(server.searchAttributes ?? [])],
      },
    }),
  );
}

/**
 * Starts Temporal's time-skipping server. It skips time while a test awaits a workflow's result through the
 * environment's own client, or in `sleep()`. Its clock is shared, so run one test at a time.
 *
 * @param server options of the SDK; by default it downloads the server, unless `TEMPORAL_TEST_SERVER_PATH` names one
 * @returns an environment that you end with `teardown()`
 *
 * @example
 * const temporal = await startTimeSkippingServer();
 * await temporal.sleep('30 days');
 */
export async function startTimeSkippingServer(
  server: TimeSkippingServerOptions = {},
): Promise<TestWorkflowEnvironment> {
  const temporal = await startInTime(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { ...existing('TEMPORAL_TEST_SERVER_PATH'), ...server },
      plugins: [{ name: 'time-skipping server', configureConnection: forTimeSkippingServer }],
    }),
  );
  await ensureSearchAttributes(temporal);
  return temporal;
}

/** Starts a server again that did not answer in time. */
async function startInTime(start: () => Promise<TestWorkflowEnvironment>): Promise<TestWorkflowEnvironment> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start();
    } catch (error) {
      // Not `instanceof Error`: the SDK's native code throws the Error of another realm in a test of jest.
      const isLate = /did not start within/.test(String((error as { message?: unknown } | undefined)?.message));
      if (!isLate || starts === MAX_STARTS) throw error;
    }
  }
}

/**
 * Adds the search attributes that the namespace lacks. Without them every workflow task of an order would fail, and a
 * test would wait forever.
 *
 * @throws SearchAttributesMissingError if they cannot be added
 *
 * @example
 * const temporal = await TestWorkflowEnvironment.createTimeSkipping();
 * await ensureSearchAttributes(temporal);
 */
export async function ensureSearchAttributes(temporal: TestWorkflowEnvironment): Promise<void> {
  const { connection, namespace = 'default' } = temporal;
  const needs = { codeIndex: false };
  const gaps = await searchAttributeGaps(connection, namespace, needs);
  // The time-skipping server lists no search attributes, so that each one may exist.
  const names = gaps?.map(({ name }) => name) ?? Object.keys(SEARCH_ATTRIBUTES);
  for (const name of names) {
    await addSearchAttributes(connection, namespace, [name]).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS)) throw error;
    });
  }
  const left = gaps && (await searchAttributeGaps(connection, namespace, needs));
  if (left !== undefined && left.length > 0) throw new SearchAttributesMissingError(namespace, left);
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

/** The server that an environment variable names. Without it, the SDK downloads one. */
function existing(variable: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH') {
  const path = process.env[variable];
  return path ? { executable: { type: 'existing-path', path } as const } : {};
}
