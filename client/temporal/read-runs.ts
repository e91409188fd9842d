import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { callTemporal } from './temporal-call.js';

/** Temporal's own limit for a page. */
export const LARGEST_PAGE = 1000;

/** The runs that a query finds, read on from where the last reading ended. */
export type Runs = AsyncIterator<WorkflowExecutionInfo>;

export function queryRuns(client: Client, query: string, pageSize: number): Runs {
  return client.workflow.list({ query, pageSize })[Symbol.asyncIterator]();
}

/** The next so many of them; fewer when there are no more. @throws what {@link callTemporal} throws. */
export async function readRuns(client: Client, runs: Runs, most: number): Promise<WorkflowExecutionInfo[]> {
  const read: WorkflowExecutionInfo[] = [];
  while (read.length < most) {
    const next = await callTemporal(client, () => runs.next());
    if (next.done === true) break;
    read.push(next.value);
  }
  return read;
}
