/**
 * Delivers events to the merchant beside the order's lifecycle, so that an outage of the merchant delays nothing else.
 */
import {
  ActivityCancellationType,
  CancelledFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { MerchantActivities } from '../messages/activities.js';
import type { MerchantEvent } from '../messages/merchant-events.js';
import { TASK_QUEUE } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { failureMessage } from '../runtime/activity-failures.js';

/**
 * A regular activity, not a local one: the history holds its input before the merchant receives an event, so an event
 * id never names two contents (decision 0020). Missing heartbeats reveal a killed worker. The next attempt then
 * delivers again what the worker delivered since its last heartbeat.
 */
const OPTIONS = {
  taskQueue: TASK_QUEUE,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  allowEagerDispatch: true,
} as const satisfies ActivityOptions;

/**
 * Retries until `eventsLimit`. A webhook that works again has what waits within ten minutes, however many attempts
 * failed: a killed server may begin attempts before their time (decision 0056).
 */
const FREQUENT_RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' } as const;
/** Retries after `eventsLimit`. */
const DAILY_RETRY = { initialInterval: '1 hour', backoffCoefficient: 2, maximumInterval: '1 day' } as const;

/** Events per activity: its input stays far below Temporal's payload limit of 2 MB. */
const BATCH_SIZE = 50;

/** Runs until it is cancelled. Events that the merchant has not accepted by then stay pending. */
export async function deliverEvents(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => run.state.pendingEvents.length > 0);
    const upTo = await deliverBatch(run, run.state.pendingEvents.slice(0, BATCH_SIZE));
    const wasStuck = run.state.eventsStuck !== undefined;
    run.apply({ type: 'eventsDelivered', upTo });
    // With no event left to deliver, the task that brings this result may have no other command.
    if (run.state.pendingEvents.length === 0 && !run.isOver()) run.preventEmptyTask();
    if (wasStuck) run.publish();
  }
}

/** @returns the sequence of the last accepted event; at least the first event was accepted */
async function deliverBatch(run: OrderRun, events: readonly MerchantEvent[]): Promise<number> {
  if (run.state.eventsStuck !== undefined) return await callActivity(events, { retry: DAILY_RETRY });
  try {
    return await callActivity(events, { retry: FREQUENT_RETRY, scheduleToCloseTimeout: run.timing.eventsLimit });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('The merchant has accepted no event within eventsLimit', { events: events.map(({ id }) => id) });
    run.apply({ type: 'eventsStuck', lastError: failureMessage(error) });
    run.publish();
    return await callActivity(events, { retry: DAILY_RETRY });
  }
}

/**
 * @throws CancelledFailure also if the last attempt failed after the cancellation: that is no outage of the merchant
 */
async function callActivity(events: readonly MerchantEvent[], options: ActivityOptions): Promise<number> {
  const merchant = proxyActivities<MerchantActivities>({ ...OPTIONS, ...options, summary: summaryOf(events) });
  try {
    return await merchant.deliverEvents(events);
  } catch (error) {
    if (isCancellation(error) || !CancellationScope.current().consideredCancelled) throw error;
    const message = 'Delivery stopped before the merchant accepted an event';
    throw new CancelledFailure(message, [], error instanceof Error ? error : undefined);
  }
}

function summaryOf(events: readonly MerchantEvent[]): string {
  const first = events.slice(0, 5).map(({ type }) => type);
  return `Deliver to the merchant: ${first.join(', ')}${events.length > 5 ? ' …' : ''}`;
}
