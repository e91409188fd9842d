/** A payment is confirmed with ECPay before Issue, unless it is the merchant's own word and the order asks for no more. */
import { finalFailureOf } from '../runtime/activity-failures.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { needsAttentionFor, sendsIssue } from '../state/stage.js';
import type { OrderState } from '../state/order-state.js';
import { provider } from '../runtime/provider-activities.js';

/** Asks before Issue, for a while: ECPay's books may be some ten minutes behind. */
export async function checkPayment(run: OrderRun): Promise<void> {
  if (!isToBeChecked(run.state)) return;
  const isPointless = () => run.state.stage.status !== 'issuing';
  await ask(run, { askUntil: Date.now() + run.timing.paymentCheckLimit }, isPointless);
}

/** The same while the order needs attention, for as long as it takes: when the payment is found, it goes on by itself. */
export async function checkPaymentOnceMore(run: OrderRun): Promise<void> {
  run.publish();
  const isPointless = () => !needsPaymentCheck(run.state) || run.state.needsReconciliation;
  await ask(run, {}, isPointless);
}

/** The order needs attention, and nothing is sent to ECPay before its payment is confirmed. */
export function needsPaymentCheck(state: OrderState): boolean {
  const isSending = state.stage.status === 'needsAttention' && sendsIssue(state);
  return needsAttentionFor(state, 'paymentNotFound') || (isSending && isToBeChecked(state));
}

/** What came through the receiver is a hint. It needs no `doubleCheck`, and no setting switches it off for all. */
function isToBeChecked({ terms, paid, paymentChecked }: OrderState): boolean {
  if (terms.due === 'nothing' || paymentChecked === true) return false;
  return terms.doubleCheck === true || paid?.source !== undefined;
}

async function ask(run: OrderRun, until: { readonly askUntil?: number }, isPointless: () => boolean): Promise<void> {
  const { paid, stage } = run.state;
  const { paymentCheckInterval, lateResultQueryInterval } = run.timing;
  const isReported = stage.status === 'needsAttention';
  const question = {
    ref: run.ref,
    ...(paid?.source !== undefined && { source: paid.source }),
    ...until,
    interval: isReported ? Math.max(paymentCheckInterval, lateResultQueryInterval) : paymentCheckInterval,
    isReported,
  };
  const summary = `Ask ECPay’s payments whether ${tradeNoOf(run.ref)} is paid`;
  const asked = await callWhileWaiting(run, () => provider('issue', summary).checkPayment(question), isPointless);
  if ('value' in asked) {
    run.apply({ ...asked.value, type: 'paymentChecked' });
    return;
  }
  if (asked.interrupted) return;
  const final = finalFailureOf(asked.error);
  if (final === undefined) throw asked.error;
  run.apply({ type: 'activityFailed', ...final });
}
