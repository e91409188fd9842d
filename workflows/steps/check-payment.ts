/**
 * Checks with ECPay's payment system, before Issue, that the order is paid. The check is skipped for a payment that the
 * merchant confirmed itself, unless the order sets `doubleCheck`. The activity `issue` makes the first check; only a
 * payment that ECPay does not confirm at once is polled for by the activity `checkPayment`.
 */
import { tradeNoOf } from '../messages/names.js';
import type { IssueRequest } from '../messages/activities.js';
import type { OrderRun } from '../order-run.js';
import { finalFailureOf } from '../runtime/activity-failures.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { amountDue } from '../state/payment.js';
import { needsPaymentCheck, requiresCheck } from '../state/unchecked-payment.js';
import { needsAttentionFor } from '../state/stage.js';
import { callWhileWaiting } from './call-while-waiting.js';

/**
 * The check that the activity `issue` makes before it sends the order. Undefined if the payment needs no check, or if
 * the order may have been sent before: a payment that is not found must then not count as unsent.
 */
export function paymentCheckWithIssue({ state }: OrderRun): IssueRequest['paymentCheck'] {
  if (!requiresCheck(state) || state.submission !== 'nothing') return undefined;
  const due = amountDue(state.terms);
  const source = state.paid?.source;
  return { ...(source !== undefined && { source }), ...(due !== undefined && { due }) };
}

/**
 * Checks the payment for up to `paymentCheckLimit`: ECPay's payment records may be about ten minutes behind.
 *
 * @returns whether the order can be sent
 */
export async function checkPayment(run: OrderRun): Promise<boolean> {
  const isIssuing = () => run.state.stage.status === 'issuing';
  const shouldStop = () => !isIssuing() || !requiresCheck(run.state);
  if (requiresCheck(run.state)) await check(run, { pollUntil: Date.now() + run.timing.paymentCheckLimit }, shouldStop);
  return isIssuing() && !requiresCheck(run.state);
}

/** Checks the payment of an order that needs attention, without a time limit. The order continues when it is found. */
export async function recheckPayment(run: OrderRun): Promise<void> {
  run.publish();
  const shouldStop = () => !needsPaymentCheck(run.state) || run.state.needsReconciliation;
  // If ECPay answers again and has no payment, the order must say so instead of waiting for an answer.
  const isUnanswered = needsAttentionFor(run.state, 'paymentUnconfirmed');
  await check(run, isUnanswered ? { pollUntil: Date.now() + run.timing.paymentCheckLimit } : {}, shouldStop);
}

async function check(run: OrderRun, limit: { readonly pollUntil?: number }, shouldStop: () => boolean): Promise<void> {
  const { paid, stage } = run.state;
  const { paymentCheckInterval, lateResultQueryInterval } = run.timing;
  const isAttentionRaised = stage.status === 'needsAttention';
  const request = {
    ref: run.ref,
    ...(paid?.source !== undefined && { source: paid.source }),
    ...limit,
    interval: isAttentionRaised ? Math.max(paymentCheckInterval, lateResultQueryInterval) : paymentCheckInterval,
    isAttentionRaised,
  };
  const summary = `Check the payment of ${tradeNoOf(run.ref)} with ECPay`;
  const result = await callWhileWaiting(
    run,
    () => providerActivities('issue', summary).checkPayment(request),
    shouldStop,
  );
  if ('value' in result) {
    run.apply({ ...result.value, type: 'paymentChecked' });
    return;
  }
  if (result.interrupted) return;
  const final = finalFailureOf(result.error);
  if (final === undefined) throw result.error;
  run.apply({ type: 'activityFailed', ...final });
}
