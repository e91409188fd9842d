/**
 * An order whose payment ECPay's payment system has not confirmed. A second payment may then be the real one, so the
 * order keeps it as a candidate until ECPay has answered. Pure.
 */
import type { Attention, Payment } from '../messages/order.js';
import { emit } from './events.js';
import type { OrderState } from './order-state.js';
import { needsAttentionFor, sendsIssue } from './stage.js';

/** Reasons for attention that the answer of ECPay's payment system may resolve, or confirm. */
const REASONS_ABOUT_PAYMENT: readonly Attention['reason'][] = [
  'amountMismatch',
  'paymentMethod',
  'paymentUnconfirmed',
  'paidTooLate',
];

/**
 * Whether ECPay must confirm the payment before the order is issued. A payment from a notification is always passed to
 * `checkPayment`. The activity skips the query only for an AIO notification of a merchant with `trustAioNotices`.
 */
export function requiresCheck({ terms, paid, paymentChecked }: OrderState): boolean {
  if (terms.due === 'nothing' || paymentChecked === true) return false;
  return terms.doubleCheck === true || paid?.source !== undefined;
}

/** Whether the order needs attention and its payment must be confirmed before anything is sent to ECPay. */
export function needsPaymentCheck(state: OrderState): boolean {
  const { stage } = state;
  if (stage.status !== 'needsAttention') return false;
  if (needsAttentionFor(state, 'paymentNotFound')) return true;
  return requiresCheck(state) && (sendsIssue(state) || REASONS_ABOUT_PAYMENT.includes(stage.attention.reason));
}

/** Whether nothing was issued and ECPay has not confirmed the payment, so that another payment may be the order's. */
export function isUnchecked(state: OrderState): boolean {
  const { stage, paymentNotFound } = state;
  const isBeforeIssue =
    stage.status === 'issuing' ||
    (stage.status === 'needsAttention' && !('record' in stage) && stage.issueAcceptedAt === undefined);
  return isBeforeIssue && (paymentNotFound === true || requiresCheck(state));
}

/** Whether the merchant's own code confirmed the payment, and the order takes that as true. */
export function isVouchedFor({ terms }: OrderState, { source }: Payment): boolean {
  return source === undefined && (terms.due === 'nothing' || terms.doubleCheck !== true);
}

/** Whether a payment is the recorded one. A payment without a reference cannot be distinguished from it. */
export function isRecorded({ paid }: OrderState, { reference }: Payment): boolean {
  return paid !== undefined && (reference === undefined || [paid.reference, paid.claimedAs].includes(reference));
}

/**
 * Whether this is the notification of a payment that ECPay does not have. Replaying the notification does not change
 * that.
 */
export function isDenied({ paid, paymentNotFound }: OrderState, { reference, source }: Payment): boolean {
  return paymentNotFound === true && source !== undefined && paid?.reference === reference;
}

/** Keeps a payment until ECPay has answered about the recorded one. */
export function addCandidate(state: OrderState, payment: Payment): OrderState {
  const { candidatePayments = [] } = state;
  const isKnown = candidatePayments.some(({ reference }) => reference === payment.reference);
  return isKnown ? state : { ...state, candidatePayments: [...candidatePayments, payment] };
}

/** Reports every candidate that is not the order's payment. Call this once the order's payment is decided. */
export function settleCandidates(state: OrderState, now: number): OrderState {
  const { candidatePayments, ...decided } = state;
  if (candidatePayments === undefined) return state;
  return candidatePayments
    .filter((payment) => !isRecorded(state, payment))
    .reduce<OrderState>((before, payment) => addUnexpected(before, payment, now), decided);
}

/** Records a payment that the order cannot use, and emits `unexpectedPayment`. */
export function addUnexpected(state: OrderState, payment: Payment, now: number): OrderState {
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return emit(extra, now, { type: 'unexpectedPayment', data: { payment } });
}
