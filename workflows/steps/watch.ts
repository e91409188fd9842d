/** An issued order: its vouchers are redeemed and refunded for months, and ECPay's word of it may never come. */
import { allHandlersFinished, log } from '@temporalio/workflow';
import { awaitBurstEnd } from './callback-bursts.js';
import { finalFailureOf, lastFailureOf } from '../runtime/activity-failures.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { tradeNoOf } from '../messages/names.js';
import { isReleaseDue, nextReconciliationAt } from '../state/reconciliation-schedule.js';
import type { OrderRun } from '../order-run.js';
import { provider } from '../runtime/provider-activities.js';

const MINUTE = 60_000;
const LONGEST_PAUSE = 6 * 60 * MINUTE;

/**
 * Waits for news or for the time to ask without any, then reads ECPay's record once. However many callbacks came, one
 * question is in flight: those that come while it is asked, or just after, make one more when they have stopped.
 */
export async function watchOrder(run: OrderRun): Promise<void> {
  run.publish();
  const { status } = run.state.stage;
  const at = nextReconciliationAt(run.state, run.timing, Date.now(), Math.random());
  const alarm = { what: 'Ask ECPay, since nothing was heard', at };
  await run.until(() => run.state.needsReconciliation || run.state.stage.status !== status, alarm);
  if (run.state.stage.status === status) await reconcile(run);
  if (isReleaseDue(run.state, run.timing)) run.apply({ type: 'releaseDue' });
}

/**
 * Reads ECPay's record of an issued order once. Where that fails for longer than `reconciliationLimit`, the order needs
 * attention until it succeeds; it is read on, and ends by no record that is older than what decides its end.
 */
export async function reconcile(run: OrderRun): Promise<void> {
  const { status } = run.state.stage;
  const hasMoved = () => run.state.stage.status !== status;
  await awaitRetryPause(run, hasMoved);
  await awaitBurstEnd(run, hasMoved);
  // A clerk's action reads the record afterwards: it is not judged halfway.
  await run.until(allHandlersFinished);
  if (hasMoved()) return;
  await read(run, hasMoved);
}

async function read(run: OrderRun, hasMoved: () => boolean): Promise<void> {
  const why = run.state.needsReconciliation ? 'it was heard of' : 'nothing was heard of it';
  const { stage, failingSince } = run.state;
  const isReported = stage.status === 'needsAttention';
  const asOf = Date.now();
  const limit = Math.max((failingSince ?? asOf) + run.timing.reconciliationLimit - asOf, MINUTE);
  const heard = run.state.callbacks.received;
  const isPointless = () => hasMoved() || (isReported && run.state.callbacks.received > heard);
  run.apply({ type: 'reconciliationStarted' });
  run.lastQueriedAt = asOf;
  const asked = await callWhileWaiting(
    run,
    () =>
      provider('background', `Read ECPay’s record of ${tradeNoOf(run.ref)}: ${why}`, {
        ...(!isReported && { scheduleToCloseTimeout: limit }),
      }).fetchOrder({ ref: run.ref, isReported }),
    isPointless,
  );
  run.lastQueriedAt = Math.max(run.lastQueriedAt, Date.now());
  if ('value' in asked) {
    run.failedReads = 0;
    // A record that was on its way while a ticket action acted may be the older one: it is read again.
    const isStale = run.state.stage !== stage || !allHandlersFinished();
    run.apply(isStale ? { type: 'reconciliationRequested' } : { type: 'reconciled', record: asked.value, asOf });
    return;
  }
  if (asked.interrupted) run.apply({ type: 'reconciliationRequested' });
  else failed(run, asOf, asked.error);
}

function failed(run: OrderRun, asOf: number, error: unknown): void {
  const said = finalFailureOf(error) ?? lastFailureOf(error);
  // Not ECPay's words: they may quote the customer.
  log.warn('ECPay’s record could not be read; it is read again later', { code: said.code });
  run.failedReads += 1;
  run.apply({ type: 'reconciliationFailed', since: asOf });
  const { failingSince = asOf, stage } = run.state;
  const isOver = Date.now() - failingSince >= run.timing.reconciliationLimit - MINUTE;
  const isConfiguration = 'isConfiguration' in said && said.isConfiguration;
  if (stage.status !== 'needsAttention' && (isOver || isConfiguration))
    run.apply({ type: 'recordUnreadable', words: said.words, ...(said.code !== undefined && { code: said.code }) });
}

/** What Temporal does not retry is asked again after 1, 4, 16 … minutes, up to six hours; a callback asks at once. */
async function awaitRetryPause(run: OrderRun, hasMoved: () => boolean): Promise<void> {
  if (run.failedReads === 0) return;
  const heard = run.state.callbacks.received;
  const at = run.lastQueriedAt + Math.min(MINUTE * 4 ** (run.failedReads - 1), LONGEST_PAUSE);
  const isMoved = () => hasMoved() || run.state.callbacks.received > heard;
  await run.until(isMoved, { what: 'Ask ECPay again, which did not answer', at });
  if (run.state.callbacks.received > heard) run.failedReads = 0;
}
