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
    if (run.state.refunds !== refunds) continue;
    if ('value' in asked) hear(run, asked.value);
    else giveUp(run, asked.error);
  }
}

async function askBank(run: OrderRun, refunds: RefundedMoney): Promise<Asked<RefundAnswer>> {
  const question = { ref: run.ref, confirmed: refunds.confirmed, askedFrom: Date.now(), timing: run.timing };
  return await askInterruptibly(
    () => provider(`Ask ECPay what the bank has given back of ${tradeNoOf(run.ref)}`).askForRefund(question),
    (isAnswered) => condition(() => isAnswered() || run.state.refunds !== refunds),
  );
}

function hear(run: OrderRun, { refundedAmount }: RefundAnswer): void {
  run.apply(refundedAmount === undefined ? { type: 'refundUnconfirmed' } : { type: 'refundConfirmed', refundedAmount });
}

function giveUp(run: OrderRun, error: unknown): void {
  const final = finalFailureOf(error);
  if (final === undefined) throw error;
  log.warn('ECPay was asked in vain whether the bank has confirmed a refund', { code: final.code });
  run.apply({ type: 'refundUnconfirmed' });
}
