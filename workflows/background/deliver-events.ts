/** Delivers events to the merchant beside the order's lifecycle, so that a merchant's outage holds up nothing. */
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
import { messageOf } from '../runtime/activity-failures.js';
import type { MerchantEvent } from '../messages/merchant-events.js';
import { TASK_QUEUE } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import type { MerchantActivities } from '../messages/activities.js';

/**
 * A regular activity: its input is in the history before the merchant hears of an event, so that an id names one content
 * for ever (0020). A worker that was killed is noticed by its heartbeats; what it delivered since the last one comes again.
 */
const OPTIONS = {
  taskQueue: TASK_QUEUE,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  allowEagerDispatch: true,
} as const satisfies ActivityOptions;

/** While the merchant's outage is young, and after `eventsLimit`. */
const OFTEN = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 hour' } as const;
const SELDOM = { initialInterval: '1 hour', backoffCoefficient: 2, maximumInterval: '1 day' } as const;

/** Events in one activity's input, which stays far below the 2 MB that Temporal takes. */
const AT_ONCE = 50;

/** Runs until it is cancelled; events that were not taken by then stay pending and are delivered again. */
export async function deliverEvents(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => run.state.pendingEvents.length > 0);
    const upTo = await deliver(run, run.state.pendingEvents.slice(0, AT_ONCE));
    const wasStuck = run.state.eventsStuck !== undefined;
    run.apply({ type: 'eventsDelivered', upTo });
    // With no event left to deliver, the task that brings this result may have no other command.
    if (run.state.pendingEvents.length === 0 && !run.isOver()) run.preventEmptyTask();
    if (wasStuck) run.publish();
  }
}

/** Answers the sequence of the last event that was taken: the first one's at least. */
async function deliver(run: OrderRun, events: readonly MerchantEvent[]): Promise<number> {
  if (run.state.eventsStuck !== undefined) return await attempt(events, { retry: SELDOM });
  try {
    return await attempt(events, { retry: OFTEN, scheduleToCloseTimeout: run.timing.eventsLimit });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('the merchant has taken no event for too long', { events: events.map(({ id }) => id) });
    run.apply({ type: 'eventsStuck', words: messageOf(error) });
    run.publish();
    return await attempt(events, { retry: SELDOM });
  }
}

/** An attempt that fails once it was cancelled is not retried: that ends the delivery, and is no outage of the merchant's. */
async function attempt(events: readonly MerchantEvent[], options: ActivityOptions): Promise<number> {
  const merchant = proxyActivities<MerchantActivities>({ ...OPTIONS, ...options, summary: summaryOf(events) });
  try {
    return await merchant.deliverEvents(events);
  } catch (error) {
    if (isCancellation(error) || !CancellationScope.current().consideredCancelled) throw error;
    throw new CancelledFailure('Stopped before an event was taken', [], error instanceof Error ? error : undefined);
  }
}

function summaryOf(events: readonly MerchantEvent[]): string {
  const first = events.slice(0, 5).map(({ type }) => type);
  return `Deliver to the merchant: ${first.join(', ')}${events.length > 5 ? ' …' : ''}`;
}
