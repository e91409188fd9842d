/** Prints the whole story of each order that something is wrong with. */
import type proto from '@temporalio/proto';
import { workflowIdOf } from '../../client/index.js';
import type { PlanRun } from '../plan/plan-run.js';
import { describeOperation, formatTime } from '../orders/ticket-history.js';
import type { System } from '../system/system.js';
import { isWrong, type CheckedOrder } from './checked-orders.js';

export async function printStories(orders: readonly CheckedOrder[], planRun: PlanRun, system: System): Promise<void> {
  for (const order of orders.filter(isWrong)) {
    const lines = [...headOf(order), ...planOf(order, planRun), ...(await historyOf(order, system)), ...viewsOf(order)];
    console.log(`\n${lines.join('\n')}`);
  }
}

function headOf({ journey, findings }: CheckedOrder): readonly string[] {
  const { tradeNo, kind } = journey;
  return [
    `${tradeNo} (${kind.scenario.title}, paid by ${kind.paidBy})`,
    ...findings.map(({ defect, text }) => `  ${defect}: ${text}`),
  ];
}

function planOf({ journey }: CheckedOrder, planRun: PlanRun): readonly string[] {
  return ['  the plan:', ...planRun.logOf(journey).map(({ at, text }) => `    ${formatTime(at)}  ${text}`)];
}

/** A line per event of the workflow's last run. */
async function historyOf({ journey }: CheckedOrder, { client }: System): Promise<readonly string[]> {
  const handle = client.workflow.getHandle(workflowIdOf(journey.ref));
  try {
    const { events } = await handle.fetchHistory();
    const lines = (events ?? []).map((event) => {
      const at = new Date(Number(event.eventTime?.seconds ?? 0) * 1000).toISOString().slice(11, 19);
      const [type = ''] = Object.keys(event).filter((key) => key.endsWith('EventAttributes'));
      return `    ${at}  ${String(event.eventId)} ${type.replace('EventAttributes', '')} ${subjectOf(event)}`;
    });
    return ['  the workflow:', ...lines];
  } catch (error) {
    return [`  the workflow cannot be read: ${String(error)}`];
  }
}

/** The activity, the signal, the update or the attempt that an event is about. */
function subjectOf(event: proto.temporal.api.history.v1.IHistoryEvent): string {
  const attempt = event.activityTaskStartedEventAttributes?.attempt;
  return (
    event.activityTaskScheduledEventAttributes?.activityType?.name ??
    event.workflowExecutionSignaledEventAttributes?.signalName ??
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId ??
    (attempt ? `attempt ${attempt}` : '')
  );
}

function viewsOf({ journey, views: { events, record, snapshot } }: CheckedOrder): readonly string[] {
  return [
    '  requests for its tickets:',
    ...journey.operations.map((operation) => `    ${describeOperation(operation)}`),
    '  events that the webhook received:',
    ...events.map(({ id, sequence, type, at, data }) => `    ${at} ${sequence} ${type} ${id} ${JSON.stringify(data)}`),
    `  the order: ${JSON.stringify(snapshot)}`,
    `  ECPay's record: ${JSON.stringify(record)}`,
  ];
}
