/** Reads workflow executions from Temporal's visibility index. */
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { callTemporal } from './temporal-call.js';

/** Temporal's own limit for the size of a page. */
export const MAX_PAGE_SIZE = 1000;

/** How many runs {@link findNewestRuns} takes at once. */
export const MAX_RUNS_PER_QUERY = 50;

/** The runs that a query finds. Each {@link readRuns} continues where the previous one stopped. */
export type Runs = AsyncIterator<WorkflowExecutionInfo>;

/** Prepares a query; nothing is sent before the first {@link readRuns}. */
export function queryRuns(client: Client, query: string, pageSize: number): Runs {
  return client.workflow.list({ query, pageSize })[Symbol.asyncIterator]();
}

/** Reads the next `limit` runs, or fewer if there are no more. @throws The errors of {@link callTemporal}. */
export async function readRuns(client: Client, runs: Runs, limit: number): Promise<WorkflowExecutionInfo[]> {
  const read: WorkflowExecutionInfo[] = [];
  while (read.length < limit) {
    const next = await callTemporal(client, () => runs.next());
    if (next.done === true) break;
    read.push(next.value);
  }
  return read;
}

/**
 * Replaces each closed run with the newest run of the same order, whose status is the order's status.
 *
 * @param runs At most {@link MAX_RUNS_PER_QUERY} runs.
 */
export async function findNewestRuns(
  client: Client,
  runs: readonly WorkflowExecutionInfo[],
): Promise<WorkflowExecutionInfo[]> {
  const closed = runs.filter(({ closeTime }) => closeTime !== undefined).map(({ workflowId }) => workflowId);
  // A workflow that somebody started by hand may have any id. Ids that would break out of the quotes are skipped.
  const ids = closed.filter((id) => !/['\\]/.test(id)).map((id) => `'${id}'`);
  if (ids.length === 0) return [...runs];
  const found = queryRuns(client, `WorkflowId IN (${ids.join(', ')})`, MAX_PAGE_SIZE);
  const newest = new Map<string, WorkflowExecutionInfo>();
  for (const run of await readRuns(client, found, Infinity)) {
    const known = newest.get(run.workflowId);
    if (known === undefined || known.startTime < run.startTime) newest.set(run.workflowId, run);
  }
  return runs.map((run) => newest.get(run.workflowId) ?? run);
}
