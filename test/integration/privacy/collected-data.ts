/** Collects everything that a deployment stores or exposes, as bytes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** The collected bytes by location. */
export type CollectedData = ReadonlyMap<string, Buffer>;

const { DescribeWorkflowExecutionResponse, ListWorkflowExecutionsResponse } = proto.temporal.api.workflowservice.v1;
const { History } = proto.temporal.api.history.v1;

/** Reads from the server: the workflow list with memos, every description with pending activities, every history. */
export async function readServerData(
  { workflow, workflowService }: Client,
  namespace = 'default',
): Promise<CollectedData> {
  const list = await workflowService.listWorkflowExecutions({ namespace, pageSize: 1000 });
  const described: Uint8Array[] = [];
  const histories: Uint8Array[] = [];
  for (const { execution } of list.executions) {
    const description = await workflowService.describeWorkflowExecution({ namespace, execution: execution ?? null });
    described.push(DescribeWorkflowExecutionResponse.encode(description).finish());
    const run = workflow.getHandle(execution?.workflowId ?? '', execution?.runId ?? '');
    histories.push(History.encode(await run.fetchHistory()).finish());
  }
  return new Map([
    ['the list', Buffer.from(ListWorkflowExecutionsResponse.encode(list).finish())],
    ['the descriptions', Buffer.concat(described)],
    ['the histories', Buffer.concat(histories)],
  ]);
}

/** Reads the files of a directory after all writers have stopped. */
export async function readFiles(directory: string): Promise<CollectedData> {
  const names = await readdir(directory);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const)));
}
