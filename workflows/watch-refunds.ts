/** Refunded money goes back through the bank, which confirms it days later: ECPay is asked until it has. */
import { condition, log } from '@temporalio/workflow';
import type { RefundAnswer } from '../activities/index.js';
import { finalFailureOf } from './final-failure.js';
import { askInterruptibly, type Asked } from './interruptible.js';
import type { OrderRun } from './order-run.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';
import { awaitsBank, type RefundedMoney } from './refunded-money.js';

/** Runs until it is cancelled. A refund that is made or withdrawn meanwhile begins the question anew: its answer was to another. */
export async function watchRefunds(run: OrderRun): Promise<never> {
  for (;;) {
    await condition(() => awaitsBank(run.state));
    const { refunds } = run.state;
    const asked = await askBank(run, refunds);
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

async function askBank(run: OrderRun, refunds: RefundedMoney): Promise<Asked<RefundAnswer>> {
  const question = { ref: run.ref, confirmed: refunds.confirmed, askedFrom: Date.now(), timing: run.timing };
  return await askInterruptibly(
    () =>
      provider('background', `Ask ECPay what the bank has given back of ${tradeNoOf(run.ref)}`).askForRefund(question),
    (isAnswered) => condition(() => isAnswered() || run.state.refunds !== refunds),
  );
}

/** Undefined where the bank has confirmed nothing for as long as it makes sense to ask. */
function amountOf(asked: Asked<RefundAnswer>): number | undefined {
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
async function stillStands(run: OrderRun, refunds: RefundedMoney): Promise<boolean> {
  const askedAt = Date.now();
  run.apply({ type: 'bookUncertain' });
  const hasRead = () => (run.state.reconciledAt ?? 0) >= askedAt && !run.state.nudged;
  await condition(() => run.state.refunds !== refunds || hasRead());
  return run.state.refunds === refunds;
}
