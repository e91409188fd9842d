/** Follows workflows that report their progress in a query. */
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

type BulkHandle<Progress> = Pick<WorkflowHandle, 'query' | 'workflowId'> & { readonly result: () => Promise<Progress> };

interface ProgressFormat<Progress> {
  readonly query: QueryDefinition<Progress>;
  readonly format: (progress: readonly Progress[]) => string;
}

/**
 * Prints the progress to stderr whenever it has changed, until all workflows have ended. They continue if the command is
 * interrupted.
 *
 * @returns the workflows' results
 * @throws BulkWorkflowStoppedError if one of them was stopped
 */
export async function followProgress<Progress>(
  client: Client,
  handles: readonly BulkHandle<Progress>[],
  { query, format }: ProgressFormat<Progress>,
  context: CommandContext,
): Promise<readonly Progress[]> {
  let printed = '';
  const results = Promise.all(handles.map(resultOf));
  const ended = results.then(() => true);
  const read = async () => await Promise.all(handles.map(async (handle) => await handle.query(query)));
  while (!(await Promise.race([ended, sleep(POLL_INTERVAL_MS, false)]))) {
    const options = { timeoutMs: QUERY_TIMEOUT_MS, expectedErrors: [Error] };
    const progress = await callTemporal(client, read, options).catch(() => undefined);
    const text = progress === undefined ? context.texts.noWorker : format(progress);
    if (text !== printed) context.printNote(text);
    printed = text;
  }
  return await results;
}

async function resultOf<Progress>(handle: BulkHandle<Progress>): Promise<Progress> {
  try {
    return await handle.result();
  } catch (error) {
    throw error instanceof WorkflowFailedError ? new BulkWorkflowStoppedError(handle.workflowId) : error;
  }
}
