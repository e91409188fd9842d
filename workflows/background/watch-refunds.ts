/** Refunded money goes back through the bank, which confirms it days later: ECPay is asked until it has. */
import { condition, log } from '@temporalio/workflow';
import { finalFailureOf } from '../runtime/activity-failures.js';
import { callInterruptibly, type InterruptibleResult } from '../runtime/interruptible-call.js';
import type { OrderRun } from '../order-run.js';
import { tradeNoOf } from '../messages/names.js';
import { provider } from '../runtime/provider-activities.js';
import { awaitsRefundConfirmation } from '../state/refunds.js';
import type { RefundProgress } from '../state/order-state.js';
import type { PollRefundResult } from '../messages/activities.js';

/** Runs until it is cancelled. A refund that is made or withdrawn meanwhile begins the question anew: its answer was to another. */
export async function watchRefunds(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => awaitsRefundConfirmation(run.state));
    const { refunds } = run.state;
    const asked = await pollBank(run, refunds);
    if (run.state.refunds !== refunds) {
      // Where no other refund waits for the bank, the task that brings this result may have no other command.
      run.preventEmptyTask();
      continue;
    }
    const refundedAmount = amountOf(asked);
    if (refundedAmount !== undefined) run.apply({ type: 'refundConfirmed', refundedAmount });
    else if (await stillStands(run, refunds)) run.apply({ type: 'refundUnconfirmed' });
  }
}

async function pollBank(run: OrderRun, refunds: RefundProgress): Promise<InterruptibleResult<PollRefundResult>> {
  const question = { ref: run.ref, confirmed: refunds.confirmed, askedFrom: Date.now(), timing: run.timing };
  return await callInterruptibly(
    () =>
      provider('background', `Ask ECPay what the bank has given back of ${tradeNoOf(run.ref)}`).pollRefund(question),
    (isAnswered) => condition(() => isAnswered() || run.state.refunds !== refunds),
  );
}

/** Undefined where the bank has confirmed nothing for as long as it makes sense to ask. */
function amountOf(asked: InterruptibleResult<PollRefundResult>): number | undefined {
  if ('value' in asked) return asked.value.refundedAmount;
  const final = finalFailureOf(asked.error);
  if (final === undefined) throw asked.error;
  log.warn('ECPay was asked in vain whether the bank has confirmed a refund', { code: final.code });
  return undefined;
}

/**
 * The bank is silent too where a refund was withdrawn and ECPay's word of it was lost: the record is read before the merchant
 * hears that money is missing. A record that cannot be read makes the order need attention by itself.
 */
async function stillStands(run: OrderRun, refunds: RefundProgress): Promise<boolean> {
  const askedAt = Date.now();
  run.apply({ type: 'reconciliationRequested' });
  const hasRead = () => (run.state.reconciledAt ?? 0) >= askedAt && !run.state.needsReconciliation;
  await condition(() => run.state.refunds !== refunds || hasRead());
  return run.state.refunds === refunds;
}
