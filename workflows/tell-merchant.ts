/** Tells the merchant what happened, beside the order's story, so that a merchant's outage holds up nothing. */
import {
  CancelledFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import type { MerchantActivities } from '../activities/index.js';
import type { MerchantEvent } from './merchant-events.js';
import { wordsOf } from './final-failure.js';
import type { OrderRun } from './order-run.js';
import { hasEnded } from './order-stage.js';

/** A local activity is one event of history, a regular one three and a task: the short way first, the patient one after. */
const SHORT = {
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 1 },
} as const satisfies LocalActivityOptions;
/** A worker that is gone is noticed by its heartbeats; a sign of life that is missing costs what was delivered since the last. */
const PATIENT = { startToCloseTimeout: '1 minute', heartbeatTimeout: '15 seconds' } as const satisfies ActivityOptions;

/** As many the short way brings at once; a backlog is the patient one's. */
const FEW = 5;
/** As many are given to one activity: its input stays far below what Temporal takes (2 MB). */
const AT_ONCE = 50;

/** Runs until it is cancelled; what was being told by then stays in the outbox and is told again. */
export async function tellMerchant(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => run.state.outbox.length > 0);
    const { upTo, isRecorded } = await deliver(run, run.state.outbox.slice(0, AT_ONCE));
    const wasStuck = run.state.eventsStuck !== undefined;
    run.apply({ type: 'eventsDelivered', upTo });
    if (wasStuck) run.publish();
    if (!isRecorded && !run.isOver()) run.record();
  }
}

interface Delivery {
  /** The sequence of the last event that was taken: the first one at least. What is left stays in the outbox. */
  readonly upTo: number;
  /** The task that learns it has recorded it too: a local activity's marker does. */
  readonly isRecorded: boolean;
}

async function deliver(run: OrderRun, events: readonly MerchantEvent[]): Promise<Delivery> {
  if (run.state.eventsStuck !== undefined) return await deliverSlowly(events);
  if (isClosing(run) || events.length > FEW) return await deliverPatiently(run, events);
  try {
    const shortWay = proxyLocalActivities<MerchantActivities>({ ...SHORT, summary: summaryOf(events) });
    return { upTo: await unlessStopped(shortWay.tellMerchant(events)), isRecorded: true };
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the merchant did not take an event at once; trying on', { events: events.map(({ id }) => id) });
    return await deliverPatiently(run, events);
  }
}

/**
 * The server throws a workflow task away that closes a run while news comes, and with it what the task has decided: what a
 * local activity of it told the merchant could then turn out otherwise. So an end is told when it is in the history.
 */
function isClosing({ state }: OrderRun): boolean {
  return hasEnded(state) || workflowInfo().continueAsNewSuggested;
}

/** For as long as an outage may last; then a person must hear of it, and it is tried on, more seldom. */
async function deliverPatiently(run: OrderRun, events: readonly MerchantEvent[]): Promise<Delivery> {
  const patientWay = proxyActivities<MerchantActivities>({
    ...PATIENT,
    summary: summaryOf(events),
    scheduleToCloseTimeout: run.timing.eventsLimit,
    retry: { initialInterval: '5 seconds', maximumInterval: '1 hour' },
  });
  try {
    return { upTo: await unlessStopped(patientWay.tellMerchant(events)), isRecorded: false };
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('the merchant takes no events: a person must look', { events: events.map(({ id }) => id) });
    run.apply({ type: 'eventsStuck', words: wordsOf(error) });
    run.publish();
    return await deliverSlowly(events);
  }
}

async function deliverSlowly(events: readonly MerchantEvent[]): Promise<Delivery> {
  const slowWay = proxyActivities<MerchantActivities>({
    ...PATIENT,
    summary: summaryOf(events),
    retry: { initialInterval: '1 hour', maximumInterval: '1 day' },
  });
  return { upTo: await unlessStopped(slowWay.tellMerchant(events)), isRecorded: false };
}

/** An attempt that fails when it has been cancelled is not tried again: that is the end of telling, not a merchant that takes nothing. */
async function unlessStopped(telling: Promise<number>): Promise<number> {
  try {
    return await telling;
  } catch (error) {
    if (isCancellation(error) || !CancellationScope.current().consideredCancelled) throw error;
    throw new CancelledFailure('Stopped before an event was taken', [], error instanceof Error ? error : undefined);
  }
}

function summaryOf(events: readonly MerchantEvent[]): string {
  return `Tell the merchant: ${events
    .slice(0, 5)
    .map(({ type }) => type)
    .join(', ')}${events.length > 5 ? ' …' : ''}`;
}
