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
  const extra = { ...state, extraPayments: [...state.extraPayments, payment] };
  return tell(extra, now, { type: 'unexpectedPayment', data: { payment } });
}

function pay(
  state: OrderState,
  { payment, amountUnreadable = false }: InputOf<'paymentConfirmed'>,
  now: number,
): OrderState {
  const paid: OrderState = { ...state, paid: payment, lastNewsAt: now };
  const due = state.terms.due === 'beforeIssue' ? state.terms.amount : undefined;
  const wrongAmount = due !== undefined && payment.amount !== undefined && payment.amount !== due;
  if (wrongAmount || amountUnreadable) return askPerson(paid, 'amountMismatch', now);
  return tell({ ...paid, stage: { status: 'issuing' } }, now, { type: 'paymentConfirmed', data: { payment } });
}

/** Without a reference on either side there is nothing to tell two payments apart by. */
function isKnown({ paid, extraPayments }: OrderState, { reference }: Payment): boolean {
  const references = [paid, ...extraPayments].filter((each) => each !== undefined).map((each) => each.reference);
  return (
    references.length > 0 && (reference === undefined || references.includes(reference) || references[0] === undefined)
  );
}
