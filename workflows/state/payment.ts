/** Money for an order. Pure. */
import type { Payment } from '../messages/order.js';
import type { InputOf } from './inputs.js';
import { requestAttention, emit, emitAttentionResolved } from './events.js';
import { needsAttentionFor, isAdopting, sendsIssue } from './stage.js';
import type { OrderState } from './order-state.js';

/** Pays an order that waits for it. Money that comes otherwise is never taken in silence, nor twice for one. */
export function confirmPayment(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  if (state.stage.status === 'awaitingPayment') return pay(state, input, now);
  if (isExtra(state, payment)) return state;
  if (hasEndedUnpaid(state)) return payLate(state, payment, now);
  if (isAdopting(state) && state.paid === undefined) return payDuringAdoption(state, payment, now);
  // How an order that was issued elsewhere was paid is not known: this is taken for it.
  const isElsewhere = state.order === undefined && state.stage.status !== 'abandoned';
  if (isElsewhere && state.paid === undefined) return { ...state, paid: payment };
  const named = takeReference(state, payment);
  if (named !== undefined) return named;
  if (isKnown(state, payment)) return state;
  if (needsAttentionFor(state, 'paymentNotFound')) return pay(state, input, now);
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return emit(extra, now, { type: 'unexpectedPayment', data: { payment } });
}

/** What ECPay's payment system says of the payment is what is true; it comes before Issue. */
export function applyPaymentCheck(state: OrderState, answer: InputOf<'paymentChecked'>, now: number): OrderState {
  const isSought = needsAttentionFor(state, 'paymentNotFound');
  if (!sendsIssue(state) && !isSought) return state;
  if (answer.outcome === 'trusted') return goOn({ ...state, paymentChecked: true }, now);
  if (answer.outcome === 'unpaid')
    return isSought ? state : requestAttention({ ...state, paymentNotFound: true }, 'paymentNotFound', now, answer);
  const { type: _type, outcome: _outcome, ...payment } = answer;
  const { reference: claimed, source } = state.paid ?? {};
  const isRenamed = claimed !== undefined && claimed !== payment.reference;
  const paid: Payment = { ...payment, ...(source && { source }), ...(isRenamed && { claimedAs: claimed }) };
  const checked: OrderState = { ...found(state), paid, paymentChecked: true };
  if (isWrongAmount(state, payment)) return requestAttention(checked, 'amountMismatch', now);
  if (payment.method === 'other') return requestAttention(checked, 'paymentMethod', now);
  return goOn(checked, now);
}

/** An order that needed attention while its payment was asked about goes on by itself. */
function goOn(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'needsAttention') return state;
  return emitAttentionResolved({ ...state, stage: { status: 'issuing' } }, stage, now);
}

/** It ended without money: none was said to have come, or what was said turned out untrue. */
function hasEndedUnpaid({ stage, paid, paymentNotFound }: OrderState): boolean {
  const hasEnded = stage.status === 'cancelled' || (stage.status === 'abandoned' && paymentNotFound === true);
  return hasEnded && (paid === undefined || paymentNotFound === true);
}

/** Its money came when it had ended for want of it: a person decides. */
function payLate(state: OrderState, payment: Payment, now: number): OrderState {
  return requestAttention({ ...found(state), paid: payment, customerWaitsSince: now }, 'paidTooLate', now);
}

/** While ECPay is asked whether it knows the order at all, nobody can say yet what this money is for. */
function payDuringAdoption(state: OrderState, payment: Payment, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' && (stage.status !== 'needsAttention' || 'record' in stage)) return state;
  return { ...state, paid: payment, customerWaitsSince: now, stage: { ...stage, paidDuringAdoption: true } };
}

/** What becomes of such money where ECPay has no tickets of the order, which stays `status`. */
export function settleAdoptionPayment(state: OrderState, status: 'abandoned' | 'cancelled', now: number): OrderState {
  const { paid: payment, ...unpaid } = state;
  if (payment === undefined) return state;
  if (state.order !== undefined) return payLate({ ...unpaid, stage: { status } }, payment, now);
  const extraPayments = [...state.extraPayments, payment];
  return emit({ ...unpaid, extraPayments, stage: { status } }, now, { type: 'unexpectedPayment', data: { payment } });
}

function found({ paymentNotFound: _over, ...state }: OrderState): OrderState {
  return state;
}

/** A payment that nobody had named until now is this one, unless the amounts speak against it; the next is another. */
function takeReference(state: OrderState, payment: Payment): OrderState | undefined {
  const { paid, paymentNotFound } = state;
  if (paymentNotFound === true || paid === undefined || paid.reference !== undefined) return undefined;
  if (payment.reference === undefined) return undefined;
  const isOther =
    paid.amount === undefined
      ? isWrongAmount(state, payment)
      : payment.amount !== undefined && payment.amount !== paid.amount;
  return isOther ? undefined : { ...state, paid: { ...paid, ...payment } };
}

function isWrongAmount({ terms }: OrderState, { amount }: Payment): boolean {
  const due = terms.due === 'beforeIssue' ? terms.amount : undefined;
  return due !== undefined && amount !== undefined && amount !== due;
}

function pay(
  state: OrderState,
  { payment, amountUnreadable = false }: InputOf<'paymentConfirmed'>,
  now: number,
): OrderState {
  const paid: OrderState = { ...found(state), paid: payment, lastChangeAt: now, customerWaitsSince: now };
  if (isWrongAmount(state, payment) || amountUnreadable) return requestAttention(paid, 'amountMismatch', now);
  if (payment.method === 'other') return requestAttention(paid, 'paymentMethod', now);
  return emit({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** It was told as unexpected before; whoever says it again does not name another. */
function isExtra({ extraPayments }: OrderState, { reference }: Payment): boolean {
  return reference !== undefined && extraPayments.some((each) => each.reference === reference);
}

/** It is the order's own; one without a reference cannot be told from any that is there. */
function isKnown({ paid, extraPayments }: OrderState, { reference }: Payment): boolean {
  if (reference === undefined) return paid !== undefined || extraPayments.length > 0;
  return [paid?.reference, paid?.claimedAs].includes(reference);
}
