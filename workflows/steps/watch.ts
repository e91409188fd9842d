/** Status `active`: tickets are redeemed and refunded for months, and a callback about it may get lost. */
import { allHandlersFinished, log } from '@temporalio/workflow';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { finalFailureOf, lastFailureOf, type FinalFailure, type LastFailure } from '../runtime/activity-failures.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { recordProblem } from '../state/record-problem.js';
import { isReleaseDue, nextReconciliationAt } from '../state/reconciliation-schedule.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { awaitBurstEnd } from './callback-bursts.js';

const MINUTE_MS = 60_000;
const MAX_RETRY_PAUSE_MS = 6 * 60 * MINUTE_MS;

/**
 * Waits for a callback or the next scheduled reconciliation, then reads ECPay's record once. However many callbacks
 * arrive, one read is in flight: callbacks during it or right after it share one further read.
 */
export async function watchOrder(run: OrderRun): Promise<void> {
  run.publish();
  const { status } = run.state.stage;
  const at = nextReconciliationAt(run.state, run.timing, Date.now(), Math.random());
  await run.waitUntil(() => run.state.needsReconciliation || run.state.stage.status !== status, {
    summary: 'Reconcile on schedule: no callback has arrived',
    at,
  });
  if (run.state.stage.status === status) await reconcile(run);
  if (isReleaseDue(run.state, run.timing)) run.apply({ type: 'releaseDue' });
}

/**
 * Reads ECPay's record of an issued order once. If reading fails for longer than `reconciliationLimit`, the order needs
 * attention until a read succeeds. Reading continues, and no record older than the deciding moment ends the order.
 */
export async function reconcile(run: OrderRun): Promise<void> {
  const { status } = run.state.stage;
  const hasChangedStatus = () => run.state.stage.status !== status;
  await awaitRetryPause(run, hasChangedStatus);
  await awaitBurstEnd(run, hasChangedStatus);
  // A ticket action reads the record itself when it is done; reading in the middle of one would show half of it.
  await run.waitUntil(allHandlersFinished);
  if (hasChangedStatus()) return;
  await readRecord(run, hasChangedStatus);
}

async function readRecord(run: OrderRun, hasChangedStatus: () => boolean): Promise<void> {
  const cause = run.state.needsReconciliation ? 'requested' : 'scheduled';
  const { stage, failingSince } = run.state;
  const isAttentionRaised = stage.status === 'needsAttention';
  const asOf = Date.now();
  const limit = Math.max((failingSince ?? asOf) + run.timing.reconciliationLimit - asOf, MINUTE_MS);
  const callbacksBefore = run.state.callbacks.received;
  const shouldStop = () => hasChangedStatus() || (isAttentionRaised && run.state.callbacks.received > callbacksBefore);
  run.apply({ type: 'reconciliationStarted' });
  run.lastQueriedAt = asOf;
  const result = await callWhileWaiting(
    run,
    () =>
      providerActivities('background', `Read ECPay’s record of ${tradeNoOf(run.ref)} (${cause})`, {
        ...(!isAttentionRaised && { scheduleToCloseTimeout: limit }),
      }).fetchOrder({ ref: run.ref, isAttentionRaised }),
    shouldStop,
  );
  run.lastQueriedAt = Math.max(run.lastQueriedAt, Date.now());
  if ('value' in result) {
    // A ticket action that ran during the read may have made this record outdated: read it again.
    const isStale = run.state.stage !== stage || !allHandlersFinished();
    const problem = isStale ? undefined : recordProblem(run.state, result.value);
    if (problem !== undefined) {
      const message = `ECPay’s record is incomplete or of another order: ${problem}.`;
      handleFailedRead(run, asOf, { code: 'STRANGE_RECORD', message });
      return;
    }
    run.failedReads = 0;
    run.apply(isStale ? { type: 'reconciliationRequested' } : { type: 'reconciled', record: result.value, asOf });
    return;
  }
  if (result.interrupted) run.apply({ type: 'reconciliationRequested' });
  else handleFailedRead(run, asOf, finalFailureOf(result.error) ?? lastFailureOf(result.error));
}

function handleFailedRead(run: OrderRun, asOf: number, failure: FinalFailure | LastFailure): void {
  // The code only: ECPay's message may quote the customer.
  log.warn('ECPay’s record could not be read; the workflow reads it again later', { code: failure.code });
  run.failedReads += 1;
  run.apply({ type: 'reconciliationFailed', since: asOf });
  const { failingSince = asOf, stage } = run.state;
  const isLimitReached = Date.now() - failingSince >= run.timing.reconciliationLimit - MINUTE_MS;
  const isConfiguration = 'isConfiguration' in failure && failure.isConfiguration;
  if (stage.status !== 'needsAttention' && (isLimitReached || isConfiguration)) {
    const code = failure.code !== undefined && { code: failure.code };
    run.apply({ type: 'recordUnreadable', message: failure.message, ...code });
  }
}

/**
 * Pauses after a failure that Temporal does not retry: 1, 4, 16 … minutes, up to six hours. A callback ends the pause.
 */
async function awaitRetryPause(run: OrderRun, hasChangedStatus: () => boolean): Promise<void> {
  if (run.failedReads === 0) return;
  const callbacksBefore = run.state.callbacks.received;
  const hasCallback = () => run.state.callbacks.received > callbacksBefore;
  const at = run.lastQueriedAt + Math.min(MINUTE_MS * 4 ** (run.failedReads - 1), MAX_RETRY_PAUSE_MS);
  await run.waitUntil(() => hasChangedStatus() || hasCallback(), { summary: 'Retry reading ECPay’s record', at });
  if (hasCallback()) run.failedReads = 0;
}
