/** Resets of workflows, as an operator makes them in the Web UI. */
import { randomUUID } from 'node:crypto';
import type { temporal } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** The WorkflowTaskCompleted events of the last run, or of another one. */
export async function completedTasks(
  { client }: TestWorkflowEnvironment,
  workflowId: string,
  run?: string,
): Promise<readonly HistoryEvent[]> {
  const { events } = await client.workflow.getHandle(workflowId, run).fetchHistory();
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
}

/** Resets a run, open or closed, to the workflow task that completed with this event. */
export async function resetWorkflow(
  { client, connection }: TestWorkflowEnvironment,
  workflowId: string,
  { eventId }: Pick<HistoryEvent, 'eventId'> = {},
  run?: string,
): Promise<void> {
  await connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId: run ?? (await client.workflow.getHandle(workflowId).describe()).runId },
    workflowTaskFinishEventId: eventId ?? null,
    reason: 'a test',
    requestId: randomUUID(),
  });
}
