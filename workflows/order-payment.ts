/** Money for an order. Pure. */
import type { Payment } from './messages.js';
import type { InputOf } from './order-input.js';
import { askPerson, tell } from './order-news.js';
import type { OrderState } from './order-state.js';

/** Pays an order that waits for it. Money that comes otherwise is never taken in silence, nor twice for one. */
export function confirmPayment(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  if (state.stage.status === 'awaitingPayment') return pay(state, input, now);
  if (hasEndedUnpaid(state)) return askPerson({ ...found(state), paid: payment }, 'paidTooLate', now);
  // How an order that was issued elsewhere was paid is not known: this is taken for it.
  if (state.order === undefined && state.paid === undefined) return { ...state, paid: payment };
  const named = takeReference(state, payment);
  if (named !== undefined) return named;
  if (isKnown(state, payment)) return state;
  if (isPaymentMissing(state)) return pay(state, input, now);
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return tell(extra, now, { type: 'unexpectedPayment', data: { payment } });
}

/** A second look at the payment, where one was asked for, comes before Issue: what ECPay's books have is what is true. */
export function hearPaymentCheck(state: OrderState, answer: InputOf<'paymentChecked'>, now: number): OrderState {
  if (state.stage.status !== 'issuing') return state;
  if (answer.outcome === 'unpaid')
    return askPerson({ ...state, paymentNotFound: true }, 'paymentNotFound', now, answer);
  const { type: _type, outcome: _outcome, ...payment } = answer;
  const claimed = state.paid?.reference;
  const isRenamed = claimed !== undefined && claimed !== payment.reference;
  const paid: Payment = { ...payment, ...(isRenamed && { claimedAs: claimed }) };
  const checked: OrderState = { ...state, paid, paymentChecked: true };
  return isWrongAmount(state, payment) ? askPerson(checked, 'amountMismatch', now) : checked;
}

/** It ended without money: none was said to have come, or what was said turned out untrue. */
function hasEndedUnpaid({ stage, paid, paymentNotFound }: OrderState): boolean {
  const hasEnded = stage.status === 'cancelled' || (stage.status === 'abandoned' && paymentNotFound === true);
  return hasEnded && (paid === undefined || paymentNotFound === true);
}

function found({ paymentNotFound: _over, ...state }: OrderState): OrderState {
  return state;
}

/** A payment that nobody had named until now is this one, unless the amounts speak against it; the next is another. */
function takeReference(state: OrderState, payment: Payment): OrderState | undefined {
  const { paid } = state;
  if (paid === undefined || paid.reference !== undefined || payment.reference === undefined) return undefined;
  const isOther = isWrongAmount(state, payment) || (paid.amount ?? payment.amount) !== (payment.amount ?? paid.amount);
  return isOther ? undefined : { ...state, paid: { ...paid, ...payment } };
}

function isPaymentMissing({ stage }: OrderState): boolean {
  return stage.status === 'needsAttention' && stage.attention.reason === 'paymentNotFound';
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
  const paid: OrderState = { ...found(state), paid: payment, lastNewsAt: now, customerWaitsSince: now };
  if (isWrongAmount(state, payment) || amountUnreadable) return askPerson(paid, 'amountMismatch', now);
  return tell({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** A payment without a reference cannot be told from those that are there. */
function isKnown({ paid, extraPayments }: OrderState, { reference }: Payment): boolean {
  const payments = [paid, ...extraPayments].filter((each) => each !== undefined);
  const references = payments.flatMap((each) => [each.reference, each.claimedAs]);
  return payments.length > 0 && (reference === undefined || references.includes(reference));
}
