/** Polls ECPay beside the order's lifecycle until the bank has confirmed refunded money, which takes days. */
import { condition, log, patched } from '@temporalio/workflow';
import type { PollRefundResult } from '../messages/activities.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { finalFailureOf } from '../runtime/activity-failures.js';
import { callInterruptibly, type InterruptibleResult } from '../runtime/interruptible-call.js';
import { providerActivities } from '../runtime/provider-activities.js';
import type { RefundProgress } from '../state/order-state.js';
import { awaitsRefundConfirmation, refundDue } from '../state/refunds.js';

/** The id of the change by which an order confirms no refund that its record does not show. */
const CONFIRMS_RECORDED_REFUNDS = 'confirms-recorded-refunds';

/** Runs until it is cancelled. A refund that is made or cancelled meanwhile restarts the poll with the new amounts. */
export async function watchRefunds(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => awaitsRefundConfirmation(run.state));
    const { refunds } = run.state;
    const result = await pollRefund(run, refunds);
    if (run.state.refunds !== refunds) {
      // If no other refund awaits confirmation, the task that brings this result may have no other command.
      run.preventEmptyTask();
      continue;
    }
    const refundedAmount = amountOf(result);
    if (refundedAmount !== undefined) applyTotal(run, refundedAmount);
    else if (await isStillDue(run, refunds)) run.apply({ type: 'refundUnconfirmed' });
  }
}

async function pollRefund(run: OrderRun, refunds: RefundProgress): Promise<InterruptibleResult<PollRefundResult>> {
  const request = { ref: run.ref, confirmed: refunds.confirmed, pollingSince: Date.now(), timing: run.timing };
  return await callInterruptibly(
    () =>
      providerActivities('background', `Poll ECPay for refund confirmations of ${tradeNoOf(run.ref)}`).pollRefund(
        request,
      ),
    (hasEnded) => condition(() => hasEnded() || run.state.refunds !== refunds),
  );
}

/** @returns NT$, or undefined if the bank has confirmed nothing within `refundLimit` */
function amountOf(result: InterruptibleResult<PollRefundResult>): number | undefined {
  if ('value' in result) return result.value.refundedAmount;
  const final = finalFailureOf(result.error);
  if (final === undefined) throw result.error;
  log.warn('Polling for refund confirmations failed permanently', { code: final.code });
  return undefined;
}

/**
 * Only a total above the amount due is treated in a new way, so only such orders record the marker of the change.
 *
 * @param refundedAmount the bank's total, in NT$
 */
function applyTotal(run: OrderRun, refundedAmount: number): void {
  const mayExceedRecord = refundedAmount > refundDue(run.state) && !patched(CONFIRMS_RECORDED_REFUNDS);
  run.apply({ type: 'refundConfirmed', refundedAmount, ...(mayExceedRecord && { mayExceedRecord }) });
}

/**
 * Reads ECPay's record before the merchant is notified of missing money. The refund may have been cancelled and the
 * callback lost. If the record cannot be read, the order needs attention for that reason.
 */
async function isStillDue(run: OrderRun, refunds: RefundProgress): Promise<boolean> {
  const requestedAt = Date.now();
  run.apply({ type: 'reconciliationRequested' });
  const hasReconciled = () => (run.state.reconciledAt ?? 0) >= requestedAt && !run.state.needsReconciliation;
  await condition(() => run.state.refunds !== refunds || hasReconciled());
  return run.state.refunds === refunds;
}
