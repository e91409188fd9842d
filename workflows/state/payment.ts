/** Transitions by payments and payment checks. Pure. */
import type { Payment, PaymentTerms } from '../messages/order.js';
import { paymentRefusal } from '../messages/payment-refusal.js';
import { isResubmitted } from '../messages/submission.js';
import type { InputOf } from './inputs.js';
import { requestAttention, emit, emitAttentionResolved } from './events.js';
import { failureOf } from './placement.js';
import { needsAttentionFor, isAdopting, sendsIssue } from './stage.js';
import type { OrderState } from './order-state.js';
import {
  addCandidate,
  addUnexpected,
  isDenied,
  isRecorded,
  isUnchecked,
  isVouchedFor,
  needsPaymentCheck,
  requiresCheck,
  settleCandidates,
} from './unchecked-payment.js';

/** Applies a confirmed payment. A payment that the order cannot use emits `unexpectedPayment`, once per payment. */
export function confirmPayment(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  if (state.stage.status === 'awaitingPayment') return pay(state, input, now);
  if (isKnownExtra(state, payment) || isDenied(state, payment)) return state;
  if (hasEndedUnpaid(state)) return payLate(state, payment, now);
  const isUnpaid = state.paid === undefined || state.paymentNotFound === true;
  if (isAdopting(state) && isUnpaid) return payDuringAdoption(state, payment, now);
  // It is not recorded how an order was paid that was issued elsewhere, so this counts as its payment.
  const isIssuedElsewhere = state.order === undefined && state.stage.status !== 'abandoned';
  if (isIssuedElsewhere && state.paid === undefined) return { ...state, paid: payment };
  const completed = completePayment(state, payment);
  if (completed !== undefined) return completed;
  if (isUnchecked(state)) return confirmUnchecked(state, input, now);
  if (isKnownPayment(state, payment)) return state;
  return addUnexpected(state, payment, now);
}

/**
 * Applies a further payment while ECPay has not confirmed the recorded one. The merchant's own confirmation is taken as
 * true and replaces what a notification has reported. Any other payment is kept until ECPay has answered.
 */
function confirmUnchecked(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { paid, paymentNotFound } = state;
  const isSame = isRecorded(state, input.payment);
  const isVouched = isVouchedFor(state, input.payment);
  if (isSame && !isVouched) return state;
  const payment = isSame ? { ...reportedBefore(state), ...input.payment } : input.payment;
  if (needsAttentionFor(state, 'paymentNotFound')) return pay(state, { ...input, payment }, now);
  if (!isVouched) return addCandidate(state, payment);
  const isReplaced = !isSame && paid !== undefined && paymentNotFound !== true;
  const vouched: OrderState = { ...withoutNotFound(state), paid: payment };
  const settled = settleCandidates(isReplaced ? addCandidate(vouched, paid) : vouched, now);
  const isStopped = STOPPED_BY_PAYMENT.some((reason) => needsAttentionFor(state, reason));
  if (isStopped) return pay(settled, { ...input, payment }, now);
  const refusal = refusalOf(state, { ...input, payment });
  if (refusal === undefined || !sendsIssue(state)) return settled;
  return refusal === 'paymentMethod' && isMethodAccepted(state) ? settled : requestAttention(settled, refusal, now);
}

/** Reasons for which an order is not sent until another payment, or an answer about this one, arrives. */
const STOPPED_BY_PAYMENT = ['amountMismatch', 'paymentMethod', 'paymentUnconfirmed'] as const;

/**
 * What a notification has reported about the payment. If ECPay does not have the payment, only its reference counts.
 */
function reportedBefore({ paid, paymentNotFound }: OrderState): Payment {
  const { source: _unchecked, ...reported } = paid ?? {};
  const { reference } = reported;
  if (paymentNotFound !== true) return reported;
  return reference === undefined ? {} : { reference };
}

/**
 * Applies the answer of ECPay's payment system, which replaces what the payment notification or the merchant reported.
 */
export function applyPaymentCheck(state: OrderState, result: InputOf<'paymentChecked'>, now: number): OrderState {
  const isNotFound = needsAttentionFor(state, 'paymentNotFound');
  if (!sendsIssue(state) && !needsPaymentCheck(state)) return state;
  if (result.outcome === 'trusted') {
    const trusted = settleCandidates({ ...state, paymentChecked: true }, now);
    return sendsIssue(state) || isNotFound ? continueIssuing(trusted, now) : trusted;
  }
  if (result.outcome === 'unpaid') return isNotFound ? state : denyPayment(state, result, now);
  if (result.outcome === 'unanswered')
    return sendsIssue(state) ? requestAttention(state, 'paymentUnconfirmed', now, result) : state;
  const { type: _type, outcome: _outcome, ...payment } = result;
  const { reference: claimed, source } = state.paid ?? {};
  const isRenamed = claimed !== undefined && claimed !== payment.reference;
  const paid: Payment = { ...payment, ...(source && { source }), ...(isRenamed && { claimedAs: claimed }) };
  const checked = settleCandidates({ ...withoutNotFound(state), paid, paymentChecked: true }, now);
  if (needsAttentionFor(state, 'paidTooLate')) return checked;
  const refusal = paymentRefusal(amountDue(state.terms), payment);
  if (refusal === undefined || (refusal === 'paymentMethod' && isMethodAccepted(state)))
    return continueIssuing(checked, now);
  return needsAttentionFor(state, refusal) ? checked : requestAttention(checked, refusal, now);
}

/** An operator resubmitted the order in spite of the payment's method, so it does not stop the order again. */
function isMethodAccepted({ submission, paid }: OrderState): boolean {
  return isResubmitted(submission) && paid?.method === 'other';
}

/** ECPay has no record of the payment. A candidate takes its place; without one, the order needs attention. */
function denyPayment(
  state: OrderState,
  failure: Extract<InputOf<'paymentChecked'>, { readonly outcome: 'unpaid' }>,
  now: number,
): OrderState {
  const { candidatePayments: [candidate, ...others] = [], ...denied } = state;
  if (candidate === undefined)
    return requestAttention({ ...state, paymentNotFound: true }, 'paymentNotFound', now, failure);
  const rest = others.length > 0 ? { ...denied, candidatePayments: others } : denied;
  return pay(rest, { type: 'paymentConfirmed', payment: candidate }, now);
}

/**
 * Returns an order to `issuing` that needed attention because its payment could not be checked. If ECPay has not
 * answered Issue, the order keeps needing attention until it does.
 */
function continueIssuing(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'needsAttention' || (sendsIssue(state) && state.submission === 'unanswered')) return state;
  return emitAttentionResolved({ ...state, stage: { status: 'issuing' } }, stage, now);
}

/** The order ended without a payment: none was reported, or ECPay had no record of the reported one. */
function hasEndedUnpaid({ stage, paid, paymentNotFound }: OrderState): boolean {
  const hasEnded = stage.status === 'cancelled' || (stage.status === 'abandoned' && paymentNotFound === true);
  return hasEnded && (paid === undefined || paymentNotFound === true);
}

/** A payment for an order that ended unpaid: an operator must decide. */
function payLate(state: OrderState, payment: Payment, now: number): OrderState {
  const paid = { ...withoutNotFound(state), paid: payment, customerWaitsSince: now };
  const { stage } = state;
  if (stage.status === 'cancelled' && stage.violations !== undefined)
    return requestAttention(paid, 'invalidOrder', now, failureOf(stage.violations));
  return requestAttention(paid, 'paidTooLate', now);
}

/** Keeps a payment until ECPay has said whether it has the order. */
function payDuringAdoption(state: OrderState, payment: Payment, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' && (stage.status !== 'needsAttention' || 'record' in stage)) return state;
  const unpaid = withoutNotFound(state);
  return { ...unpaid, paid: payment, customerWaitsSince: now, stage: { ...stage, paidDuringAdoption: true } };
}

/**
 * Decides about a payment that arrived during adoption, after ECPay has said that it does not have the order.
 *
 * @param status the status with which the order ends
 */
export function settleAdoptionPayment(state: OrderState, status: 'abandoned' | 'cancelled', now: number): OrderState {
  const { paid: payment, ...unpaid } = state;
  if (payment === undefined) return state;
  if (state.order !== undefined) return payLate({ ...unpaid, stage: { status } }, payment, now);
  return addUnexpected({ ...unpaid, stage: { status } }, payment, now);
}

function withoutNotFound({ paymentNotFound: _resolved, ...state }: OrderState): OrderState {
  return state;
}

/**
 * Adds the reference to a payment that was confirmed without one, unless the amounts show that it is another payment.
 */
function completePayment(state: OrderState, payment: Payment): OrderState | undefined {
  const { paid, paymentNotFound } = state;
  if (paymentNotFound === true || paid === undefined || paid.reference !== undefined) return undefined;
  if (payment.reference === undefined) return undefined;
  const isOther =
    paid.amount === undefined
      ? isWrongAmount(state, payment)
      : payment.amount !== undefined && payment.amount !== paid.amount;
  if (isOther) return undefined;
  // The merchant's code has confirmed this payment: its notification adds no doubt.
  const { source: _known, ...vouched } = payment;
  return { ...state, paid: { ...paid, ...(requiresCheck(state) ? payment : vouched) } };
}

/** Why the order is not issued for the reported payment. */
function refusalOf(
  { terms }: OrderState,
  { payment, amountUnreadable = false }: InputOf<'paymentConfirmed'>,
): ReturnType<typeof paymentRefusal> {
  return amountUnreadable ? 'amountMismatch' : paymentRefusal(amountDue(terms), payment);
}

function isWrongAmount({ terms }: OrderState, payment: Payment): boolean {
  return paymentRefusal(amountDue(terms), payment) === 'amountMismatch';
}

/** The amount due in NT$. Undefined if any amount is accepted. */
export function amountDue(terms: PaymentTerms): number | undefined {
  return terms.due === 'beforeIssue' ? terms.amount : undefined;
}

function pay(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  const paid: OrderState = {
    ...withoutNotFound(state),
    paid: payment,
    lastChangeAt: now,
    customerWaitsSince: now,
  };
  const refusal = refusalOf(state, input);
  if (refusal !== undefined) return requestAttention(paid, refusal, now);
  return emit({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** The payment was reported as unexpected before. */
function isKnownExtra({ extraPayments }: OrderState, { reference }: Payment): boolean {
  return reference !== undefined && extraPayments.some((each) => each.reference === reference);
}

/** The payment is already recorded. A payment without a reference cannot be distinguished from a recorded one. */
function isKnownPayment(state: OrderState, payment: Payment): boolean {
  return isRecorded(state, payment) || (payment.reference === undefined && state.extraPayments.length > 0);
}
