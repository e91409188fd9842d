import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { LARGEST_PAGE, queryRuns, readRuns } from './read-runs.js';

/** How many orders one question is about. */
export const TOGETHER = 50;

/** Of each of up to {@link TOGETHER} runs, the newest run of its order: where that one stands, the order does. */
export async function newestRuns(
  client: Client,
  runs: readonly WorkflowExecutionInfo[],
): Promise<WorkflowExecutionInfo[]> {
  const ended = runs.filter(({ closeTime }) => closeTime !== undefined).map(({ workflowId }) => workflowId);
  // Whoever starts a workflow by hand may give it any id; what would end the query is not asked for.
  const ids = ended.filter((id) => !/['\\]/.test(id)).map((id) => `'${id}'`);
  if (ids.length === 0) return [...runs];
  const found = queryRuns(client, `WorkflowId IN (${ids.join(', ')})`, LARGEST_PAGE);
  const newest = new Map<string, WorkflowExecutionInfo>();
  for (const run of await readRuns(client, found, Infinity)) {
    const known = newest.get(run.workflowId);
    if (known === undefined || known.startTime < run.startTime) newest.set(run.workflowId, run);
  }
  return runs.map((run) => newest.get(run.workflowId) ?? run);
}
