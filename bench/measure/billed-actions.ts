/** Counts what Temporal Cloud would bill for a workflow: https://docs.temporal.io/cloud/actions. */
import proto, { type temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const { EventType } = proto.temporal.api.enums.v1;

/** The marker of a local activity. */
const LOCAL_ACTIVITY = 'core_local_activity';

/**
 * Counts the billed actions that the history of one run shows:
 *
 * - start: 1; as a child workflow: 2; continue-as-new is the start of another run;
 * - signal, accepted update, timer (also of a `condition` with a timeout), upsert of search attributes: 1 each;
 * - activity: 1 for each attempt;
 * - all local activities of one workflow task: 1 together.
 *
 * Search attributes given at the start and upserts of the memo are free. A history does not show queries, rejected
 * updates, heartbeats, and attempts of an activity that was cancelled while it waited for a retry: they are not
 * counted.
 */
export function billedActions(history: readonly HistoryEvent[]): number {
  const tasksWithLocalActivities = new Set<number>();
  let actions = 0;
  for (const event of history) {
    if (isLocalActivity(event))
      tasksWithLocalActivities.add(Number(event.markerRecordedEventAttributes?.workflowTaskCompletedEventId));
    else actions += actionsOf(event);
  }
  return actions + tasksWithLocalActivities.size;
}

function actionsOf(event: HistoryEvent): number {
  switch (event.eventType) {
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
      return event.workflowExecutionStartedEventAttributes?.parentWorkflowExecution ? 2 : 1;
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
    case EventType.EVENT_TYPE_TIMER_STARTED:
    case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
    case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
      return 1;
    // The server writes this event when the last attempt ends.
    case EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
      return (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1;
    default:
      return 0;
  }
}

function isLocalActivity({ markerRecordedEventAttributes }: HistoryEvent): boolean {
  return markerRecordedEventAttributes?.markerName === LOCAL_ACTIVITY;
}
