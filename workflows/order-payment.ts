/** Money for an order. Pure. */
import type { Payment } from './messages.js';
import type { InputOf } from './order-input.js';
import { askPerson, tell } from './order-news.js';
import type { OrderState } from './order-state.js';

/** Pays an order that waits for it. Money that comes otherwise is never taken in silence, nor twice for one. */
export function confirmPayment(state: OrderState, input: InputOf<'paymentConfirmed'>, now: number): OrderState {
  const { payment } = input;
  if (state.stage.status === 'awaitingPayment') return pay(state, input, now);
  const endedUnpaid = state.stage.status === 'cancelled' && state.paid === undefined;
  if (endedUnpaid) return askPerson({ ...state, paid: payment }, 'paidTooLate', now);
  // How an order that was issued elsewhere was paid is not known: this is taken for it.
  if (state.order === undefined && state.paid === undefined) return { ...state, paid: payment };
  if (isKnown(state, payment)) return state;
  if (isPaymentMissing(state)) return pay(state, input, now);
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return tell(extra, now, { type: 'unexpectedPayment', data: { payment } });
}

/** A second look at the payment, where one was asked for, comes before Issue: what ECPay's books have is what is true. */
export function hearPaymentCheck(state: OrderState, answer: InputOf<'paymentChecked'>, now: number): OrderState {
  if (state.stage.status !== 'issuing') return state;
  if (answer.outcome === 'unpaid') return askPerson(state, 'paymentNotFound', now, answer);
  const { type: _type, outcome: _outcome, ...payment } = answer;
  const checked: OrderState = { ...state, paid: payment, paymentChecked: true };
  return isWrongAmount(state, payment) ? askPerson(checked, 'amountMismatch', now) : checked;
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
  const paid: OrderState = { ...state, paid: payment, lastNewsAt: now, customerWaitsSince: now };
  if (isWrongAmount(state, payment) || amountUnreadable) return askPerson(paid, 'amountMismatch', now);
  return tell({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** Without a reference on either side there is nothing to tell two payments apart by. */
function isKnown({ paid, extraPayments }: OrderState, { reference }: Payment): boolean {
  const references = [paid, ...extraPayments].filter((each) => each !== undefined).map((each) => each.reference);
  return (
    references.length > 0 && (reference === undefined || references.includes(reference) || references[0] === undefined)
  );
}
