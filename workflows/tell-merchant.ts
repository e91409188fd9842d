/** Tells the merchant what happened, beside the order's story, so that a merchant's outage holds up nothing. */
import {
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
import type { OrderRun } from './order-run.js';
import { hasEnded } from './order-stage.js';
import { wordsOf } from './final-failure.js';

/** A local activity is one event of history, a regular one three and a task: the short way first, the patient one after. */
const SHORT = {
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 1 },
} as const satisfies LocalActivityOptions;
const PATIENT = { startToCloseTimeout: '1 minute' } as const satisfies ActivityOptions;

/** Runs until it is cancelled; what was being told by then stays in the outbox and is told again. */
export async function tellMerchant(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => run.state.outbox.length > 0);
    const events = run.state.outbox;
    await deliver(run, events);
    const wasStuck = run.state.eventsStuck !== undefined;
    run.apply({ type: 'eventsDelivered', upTo: events.at(-1)?.sequence ?? 0 });
    if (wasStuck) run.publish();
  }
}

async function deliver(run: OrderRun, events: readonly MerchantEvent[]): Promise<void> {
  if (run.state.eventsStuck !== undefined) {
    await deliverSlowly(events);
    return;
  }
  if (isClosing(run)) {
    await deliverPatiently(run, events);
    return;
  }
  try {
    await proxyLocalActivities<MerchantActivities>({ ...SHORT, summary: summaryOf(events) }).tellMerchant(events);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the merchant did not take an event at once; trying on', { events: events.map(({ id }) => id) });
    await deliverPatiently(run, events);
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
async function deliverPatiently(run: OrderRun, events: readonly MerchantEvent[]): Promise<void> {
  const patientWay = proxyActivities<MerchantActivities>({
    ...PATIENT,
    summary: summaryOf(events),
    scheduleToCloseTimeout: run.timing.eventsLimit,
    retry: { initialInterval: '5 seconds', maximumInterval: '1 hour' },
  });
  try {
    await patientWay.tellMerchant(events);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('the merchant takes no events: a person must look', { events: events.map(({ id }) => id) });
    run.apply({ type: 'eventsStuck', words: wordsOf(error) });
    run.publish();
    await deliverSlowly(events);
  }
}

async function deliverSlowly(events: readonly MerchantEvent[]): Promise<void> {
  const slowWay = proxyActivities<MerchantActivities>({
    ...PATIENT,
    summary: summaryOf(events),
    retry: { initialInterval: '1 hour', maximumInterval: '1 day' },
  });
  await slowWay.tellMerchant(events);
}

function summaryOf(events: readonly MerchantEvent[]): string {
  return `Tell the merchant: ${events
    .slice(0, 5)
    .map(({ type }) => type)
    .join(', ')}${events.length > 5 ? ' …' : ''}`;
}
