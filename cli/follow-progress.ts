/** Follows a workflow that reports its progress in a query. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { callTemporal } from '../client/temporal/temporal-call.js';
import type { CommandContext } from './command-context.js';

const POLL_INTERVAL_MS = 1000;
/** A worker answers the query in milliseconds, unless it is busy or there is none. */
const QUERY_TIMEOUT_MS = 5000;

/** Somebody cancelled or terminated the workflow. What it has done until then remains. */
class BulkWorkflowStoppedError extends Error {
  override readonly name = 'BulkWorkflowStoppedError';
  readonly code = 'BULK_WORKFLOW_STOPPED';

  constructor(workflowId: string) {
    super(
      `The workflow ${workflowId} was cancelled or terminated before its end. What it has done remains. ` +
        'Repeat the command to continue.',
    );
  }
}

/**
 * Prints the progress to stderr whenever it has changed, until the workflow has ended. The workflow continues if the
 * command is interrupted.
 *
 * @returns the workflow's result
 * @throws BulkWorkflowStoppedError
 */
export async function followProgress<Progress>(
  client: Client,
  handle: Pick<WorkflowHandle, 'query' | 'workflowId'> & { readonly result: () => Promise<Progress> },
  { query, format }: { readonly query: QueryDefinition<Progress>; readonly format: (progress: Progress) => string },
  context: CommandContext,
): Promise<Progress> {
  let printed = '';
  const result = handle.result().catch((error: unknown) => {
    throw error instanceof WorkflowFailedError ? new BulkWorkflowStoppedError(handle.workflowId) : error;
  });
  const ended = result.then(() => true);
  while (!(await Promise.race([ended, sleep(POLL_INTERVAL_MS, false)]))) {
    const options = { timeoutMs: QUERY_TIMEOUT_MS, expectedErrors: [Error] };
    const progress = await callTemporal(client, () => handle.query(query), options).catch(() => undefined);
    const text = progress === undefined ? context.texts.noWorker : format(progress);
    if (text !== printed) context.printNote(text);
    printed = text;
  }
  return await result;
}
