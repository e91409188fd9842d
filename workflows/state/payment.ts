/** Transitions by payments and payment checks. Pure. */
import type { Payment, PaymentTerms } from '../messages/order.js';
import { paymentRefusal } from '../messages/payment-refusal.js';
import type { InputOf } from './inputs.js';
import { requestAttention, emit, emitAttentionResolved } from './events.js';
import { needsAttentionFor, isAdopting, sendsIssue } from './stage.js';
import type { OrderState } from './order-state.js';

/** Applies a confirmed payment. A payment that the order cannot use emits `unexpectedPayment`, once per payment. */
export function confirmPayment(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  if (state.stage.status === 'awaitingPayment') return pay(state, input, now);
  if (isKnownExtra(state, payment)) return state;
  if (hasEndedUnpaid(state)) return payLate(state, payment, now);
  if (isAdopting(state) && state.paid === undefined) return payDuringAdoption(state, payment, now);
  // It is not recorded how an order was paid that was issued elsewhere, so this counts as its payment.
  const isIssuedElsewhere = state.order === undefined && state.stage.status !== 'abandoned';
  if (isIssuedElsewhere && state.paid === undefined) return { ...state, paid: payment };
  const completed = completePayment(state, payment);
  if (completed !== undefined) return completed;
  if (isKnownPayment(state, payment)) return state;
  if (needsAttentionFor(state, 'paymentNotFound')) return pay(state, input, now);
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return emit(extra, now, { type: 'unexpectedPayment', data: { payment } });
}

/**
 * Applies the answer of ECPay's payment system, which replaces what the payment notification or the merchant reported.
 */
export function applyPaymentCheck(state: OrderState, result: InputOf<'paymentChecked'>, now: number): OrderState {
  const isNotFound = needsAttentionFor(state, 'paymentNotFound');
  if (!sendsIssue(state) && !isNotFound) return state;
  if (result.outcome === 'trusted') return continueIssuing({ ...state, paymentChecked: true }, now);
  if (result.outcome === 'unpaid')
    return isNotFound ? state : requestAttention({ ...state, paymentNotFound: true }, 'paymentNotFound', now, result);
  const { type: _type, outcome: _outcome, ...payment } = result;
  const { reference: claimed, source } = state.paid ?? {};
  const isRenamed = claimed !== undefined && claimed !== payment.reference;
  const paid: Payment = { ...payment, ...(source && { source }), ...(isRenamed && { claimedAs: claimed }) };
  const checked: OrderState = { ...withoutNotFound(state), paid, paymentChecked: true };
  const refusal = paymentRefusal(amountDue(state.terms), payment);
  return refusal === undefined ? continueIssuing(checked, now) : requestAttention(checked, refusal, now);
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
  return requestAttention({ ...withoutNotFound(state), paid: payment, customerWaitsSince: now }, 'paidTooLate', now);
}

/** Keeps a payment until ECPay has said whether it has the order. */
function payDuringAdoption(state: OrderState, payment: Payment, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' && (stage.status !== 'needsAttention' || 'record' in stage)) return state;
  return { ...state, paid: payment, customerWaitsSince: now, stage: { ...stage, paidDuringAdoption: true } };
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
  const extraPayments = [...state.extraPayments, payment];
  return emit({ ...unpaid, extraPayments, stage: { status } }, now, { type: 'unexpectedPayment', data: { payment } });
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
      ? paymentRefusal(amountDue(state.terms), payment) === 'amountMismatch'
      : payment.amount !== undefined && payment.amount !== paid.amount;
  return isOther ? undefined : { ...state, paid: { ...paid, ...payment } };
}

/** The amount due in NT$. Undefined if any amount is accepted. */
export function amountDue(terms: PaymentTerms): number | undefined {
  return terms.due === 'beforeIssue' ? terms.amount : undefined;
}

function pay(
  state: OrderState,
  { payment, amountUnreadable = false }: InputOf<'paymentConfirmed'>,
  now: number,
): OrderState {
  const paid: OrderState = {
    ...withoutNotFound(state),
    paid: payment,
    lastChangeAt: now,
    customerWaitsSince: now,
  };
  const refusal = amountUnreadable ? 'amountMismatch' : paymentRefusal(amountDue(state.terms), payment);
  if (refusal !== undefined) return requestAttention(paid, refusal, now);
  return emit({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** The payment was reported as unexpected before. */
function isKnownExtra({ extraPayments }: OrderState, { reference }: Payment): boolean {
  return reference !== undefined && extraPayments.some((each) => each.reference === reference);
}

/** The payment is already recorded. A payment without a reference cannot be distinguished from a recorded one. */
function isKnownPayment({ paid, extraPayments }: OrderState, { reference }: Payment): boolean {
  if (reference === undefined) return paid !== undefined || extraPayments.length > 0;
  return [paid?.reference, paid?.claimedAs].includes(reference);
}
