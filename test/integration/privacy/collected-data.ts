/** All that a shop leaves behind, as bytes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** By where it was found. */
export type CollectedData = ReadonlyMap<string, Buffer>;

const { DescribeWorkflowExecutionResponse, ListWorkflowExecutionsResponse } = proto.temporal.api.workflowservice.v1;
const { History } = proto.temporal.api.history.v1;

/** What the server answers to whoever may read: the list with its memos, each workflow with what is pending, each history. */
export async function readServerData({ workflow, workflowService }: Client, namespace = 'default'): Promise<CollectedData> {
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

/** The files of a directory, once nobody writes them any more. */
export async function readFiles(directory: string): Promise<CollectedData> {
  const names = await readdir(directory);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const)));
}
