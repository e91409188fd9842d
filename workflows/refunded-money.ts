/** Money of refunded tickets, on its way back through the bank. Pure. */
import type { OrderBook, Ticket } from '../ecticket/book.js';
import type { InputOf } from './order-input.js';
import { tell } from './order-news.js';
import type { OrderState } from './order-state.js';

/** NT$. */
export interface RefundedMoney {
  /** What the bank has confirmed so far. */
  readonly confirmed: number;
  /** What was due when the bank had been asked for so long that the merchant was told. */
  readonly givenUpAt?: number;
}

/**
 * What consumers are to get back through ECPay, in NT$: of pickup vouchers that were refunded within the escrow, less the
 * merchant's fees. After the escrow the money is the merchant's own to give.
 */
export function refundDue({ stage }: OrderState): number {
  return 'book' in stage ? dueOf(stage.book) : 0;
}

/** The bank has yet to confirm money that is due. */
export function awaitsBank(state: OrderState): boolean {
  const due = refundDue(state);
  return due > state.refunds.confirmed && due !== state.refunds.givenUpAt;
}

/**
 * The refunds, now that the order has another book than `before`. Whose money the bank has confirmed it does not say, so a
 * refund that is withdrawn is taken out of what was confirmed first. That may be less than the bank has given back, never
 * more; it is asked again, and answers for the whole order. What was given up on is asked for again once something else is due.
 */
export function forgetWithdrawn(state: OrderState, before: OrderBook | undefined): OrderState {
  const { stage, refunds } = state;
  if (before === undefined || !('book' in stage)) return state;
  const due = dueOf(stage.book);
  const withdrawn = withdrawnSince(before, stage.book);
  if (withdrawn === 0 && due === dueOf(before)) return state;
  return { ...state, refunds: { confirmed: Math.min(Math.max(refunds.confirmed - withdrawn, 0), due) } };
}

/**
 * The bank has given back so much by now; the merchant is told when it is more than before. Where that is less than is due,
 * a refund may have been withdrawn and ECPay's word of it lost: the book is looked at.
 */
export function hearBank(state: OrderState, { refundedAmount }: InputOf<'refundConfirmed'>, now: number): OrderState {
  if (!('book' in state.stage) || refundedAmount <= state.refunds.confirmed) return state;
  const { tradeAmount } = state.stage.book;
  const confirmed: OrderState = { ...state, refunds: { confirmed: refundedAmount } };
  const heard = awaitsBank(confirmed) ? { ...confirmed, nudged: true } : confirmed;
  return tell(heard, now, { type: 'refundConfirmed', data: { tradeAmount, refundedAmount } });
}

/** The bank was asked for as long as it makes sense: the merchant must look, and the order waits no more. */
export function giveUpOnBank(state: OrderState, now: number): OrderState {
  if (!awaitsBank(state)) return state;
  const { confirmed } = state.refunds;
  const expectedAmount = refundDue(state);
  const data = { expectedAmount, confirmedAmount: confirmed };
  return tell({ ...state, refunds: { confirmed, givenUpAt: expectedAmount } }, now, {
    type: 'refundUnconfirmed',
    data,
  });
}

/** NT$ of the refunds of `before` that `now` has no more; another refund that was made meanwhile makes up for none of it. */
function withdrawnSince(before: OrderBook, now: OrderBook): number {
  const still = new Set(refundedInEscrow(now).map(({ ticketNo }) => ticketNo));
  const gone = refundedInEscrow(before).filter(({ ticketNo }) => !still.has(ticketNo));
  const feesGone = Math.max(before.refundFee - now.refundFee, 0);
  return Math.max(faceValue(gone) - feesGone, 0);
}

function dueOf(book: OrderBook): number {
  return Math.max(faceValue(refundedInEscrow(book)) - book.refundFee, 0);
}

function refundedInEscrow({ tickets, escrowEndsOn }: OrderBook): readonly Ticket[] {
  if (escrowEndsOn === undefined) return [];
  return tickets.filter(
    ({ voucher, state, refundedOn }) =>
      voucher === 'pickup' && state === 'refunded' && (refundedOn ?? escrowEndsOn) <= escrowEndsOn,
  );
}

function faceValue(tickets: readonly Ticket[]): number {
  return tickets.reduce((total, { price }) => total + price, 0);
}
