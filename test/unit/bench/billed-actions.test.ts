/** The billed actions of a workflow, from its history. */
import { describe, expect, test } from '@jest/globals';
import proto, { type temporal } from '@temporalio/proto';
import { billedActions } from '../../../bench/measure/billed-actions.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type TypeName = keyof typeof proto.temporal.api.enums.v1.EventType;

const { EventType } = proto.temporal.api.enums.v1;

function event(type: string, attributes: object = {}): HistoryEvent {
  return { eventType: EventType[`EVENT_TYPE_${type}` as TypeName], ...attributes };
}

const attempt = (count: number) =>
  event('ACTIVITY_TASK_STARTED', { activityTaskStartedEventAttributes: { attempt: count } });
const localActivity = (workflowTaskCompletedEventId: number) =>
  event('MARKER_RECORDED', {
    markerRecordedEventAttributes: { markerName: 'core_local_activity', workflowTaskCompletedEventId },
  });
const start = event('WORKFLOW_EXECUTION_STARTED', { workflowExecutionStartedEventAttributes: {} });

describe('billed actions', () => {
  test.each([
    ['a start', [start], 1],
    [
      'a start as a child workflow',
      [
        event('WORKFLOW_EXECUTION_STARTED', {
          workflowExecutionStartedEventAttributes: { parentWorkflowExecution: { workflowId: 'parent' } },
        }),
      ],
      2,
    ],
    ['two signals', [event('WORKFLOW_EXECUTION_SIGNALED'), event('WORKFLOW_EXECUTION_SIGNALED')], 2],
    ['an update', [event('WORKFLOW_EXECUTION_UPDATE_ACCEPTED'), event('WORKFLOW_EXECUTION_UPDATE_COMPLETED')], 1],
    ['a timer that is cancelled', [event('TIMER_STARTED'), event('TIMER_CANCELED')], 1],
    ['an upsert of search attributes', [event('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES')], 1],
    ['an activity', [event('ACTIVITY_TASK_SCHEDULED'), attempt(1), event('ACTIVITY_TASK_COMPLETED')], 1],
    ['an activity with two retries', [event('ACTIVITY_TASK_SCHEDULED'), attempt(3), event('ACTIVITY_TASK_FAILED')], 3],
    ['an activity that no worker started', [event('ACTIVITY_TASK_SCHEDULED'), event('ACTIVITY_TASK_CANCELED')], 1],
    ['local activities of one workflow task', [localActivity(4), localActivity(4)], 1],
    ['local activities of two workflow tasks', [localActivity(4), localActivity(9)], 2],
  ])('of %s', (_, history, actions) => {
    expect(billedActions(history)).toBe(actions);
  });

  test.each([
    'WORKFLOW_TASK_SCHEDULED',
    'WORKFLOW_TASK_STARTED',
    'WORKFLOW_TASK_COMPLETED',
    'WORKFLOW_PROPERTIES_MODIFIED',
    'TIMER_FIRED',
    'WORKFLOW_EXECUTION_COMPLETED',
  ])('of %s are none', (type) => {
    expect(billedActions([event(type)])).toBe(0);
  });

  test('of a history are the sum', () => {
    const history = [start, event('WORKFLOW_TASK_SCHEDULED'), event('ACTIVITY_TASK_SCHEDULED'), attempt(2), start];
    expect(billedActions(history)).toBe(4);
  });
});
