import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SERVER_SETTINGS } from '../../scripts/temporal-options.js';
import { startDevServer } from '../../testing/temporal-servers.js';
import { NamespaceNotFoundError, TemporalUnavailableError } from '../../workers/errors.js';
import { addSearchAttributes, searchAttributeGaps } from '../../workers/search-attribute-gaps.js';

export interface ServerOptions {
  /** `host:port` of a running Temporal server. Without it, a development server is started. */
  readonly address?: string | undefined;
  /** Additional command-line arguments of the development server. */
  readonly extraArgs?: readonly string[];
}

export interface BenchServer {
  readonly temporal: TestWorkflowEnvironment;
  readonly close: () => Promise<void>;
}

/** The bench cannot create its namespace on the server that `--address` names. */
class NamespaceNotCreatedError extends Error {
  override readonly name = 'NamespaceNotCreatedError';
  readonly code = 'NAMESPACE_NOT_CREATED';

  constructor(
    readonly address: string,
    readonly reason: string,
  ) {
    super(
      `The bench cannot create a namespace with its search attributes on ${address}: ${reason}. ` +
        'Use a server of your own on which anyone may create namespaces; Temporal Cloud does not allow it.',
    );
  }
}

/** The SDK gives the server five seconds to start, which a busy machine exceeds. */
const ATTEMPTS = 3;

/**
 * Starts the development server with the settings of `npm run temporal`, or creates a namespace on the server at
 * `address`. Needs `close()`.
 */
export async function startTemporalServer({ address, extraArgs = [] }: ServerOptions = {}): Promise<BenchServer> {
  if (address !== undefined) return await createNamespace(address);
  if (process.env['TEMPORAL_CLI_PATH'] === undefined)
    throw new Error('TEMPORAL_CLI_PATH is not set. Use `npm run bench`, which sets it.');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const args = [...SERVER_SETTINGS, '--log-level', 'never', ...extraArgs];
      const temporal = await startDevServer({ extraArgs: args });
      return { temporal, close: () => temporal.teardown() };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** A server reads new namespaces and search attributes after some seconds. */
const VISIBLE_AFTER_MS = 60_000;
const RETRY_MS = 500;

/** Creates a namespace of its own, so that no worker of the server takes the bench's tasks. `close` deletes it. */
async function createNamespace(address: string): Promise<BenchServer> {
  const namespace = `ecticket-bench-${randomUUID().slice(0, 8)}`;
  const temporal = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace }).catch(
    (error: unknown): never => {
      throw new TemporalUnavailableError(address, error instanceof Error ? error.message : String(error));
    },
  );
  const { workflowService, operatorService } = temporal.connection;
  try {
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
    await addMissingAttributes(temporal, namespace);
  } catch (error) {
    await temporal.teardown();
    throw new NamespaceNotCreatedError(address, error instanceof Error ? error.message : String(error));
  }
  return {
    temporal,
    close: async () => {
      await operatorService.deleteNamespace({ namespace });
      await temporal.teardown();
    },
  };
}

/** Adds the search attributes of orders, and waits until the server lists them. */
async function addMissingAttributes({ connection }: TestWorkflowEnvironment, namespace: string): Promise<void> {
  const end = Date.now() + VISIBLE_AFTER_MS;
  for (;;) {
    try {
      const gaps = await searchAttributeGaps(connection, namespace, { codeIndex: true });
      if (gaps?.length === 0) return;
      if (gaps === undefined) throw new Error('the server does not list search attributes');
      await addSearchAttributes(
        connection,
        namespace,
        gaps.map(({ name }) => name),
      );
    } catch (error) {
      if (!(error instanceof NamespaceNotFoundError)) throw error;
    }
    if (Date.now() > end) throw new Error(`its search attributes are missing after ${VISIBLE_AFTER_MS / 1000} s`);
    await sleep(RETRY_MS);
  }
}
