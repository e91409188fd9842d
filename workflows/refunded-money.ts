/** Money of refunded tickets, on its way back through the bank. Pure. */
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
  const book = 'book' in stage ? stage.book : undefined;
  const escrowEndsOn = book?.escrowEndsOn;
  if (book === undefined || escrowEndsOn === undefined) return 0;
  const fromEscrow = book.tickets.filter(
    ({ voucher, state, refundedOn }) =>
      voucher === 'pickup' && state === 'refunded' && (refundedOn ?? escrowEndsOn) <= escrowEndsOn,
  );
  return Math.max(fromEscrow.reduce((total, { price }) => total + price, 0) - book.refundFee, 0);
}

/** The bank has yet to confirm money that is due. */
export function awaitsBank(state: OrderState): boolean {
  const due = refundDue(state);
  return due > state.refunds.confirmed && due !== state.refunds.givenUpAt;
}

/** A refund that is withdrawn takes its money out of what was confirmed: the next one is waited for again. */
export function forgetWithdrawn(state: OrderState): OrderState {
  const confirmed = Math.min(state.refunds.confirmed, refundDue(state));
  return confirmed === state.refunds.confirmed ? state : { ...state, refunds: { confirmed } };
}

/** The bank has given back so much by now; the merchant is told when it is more than before. */
export function hearBank(state: OrderState, { refundedAmount }: InputOf<'refundConfirmed'>, now: number): OrderState {
  if (!('book' in state.stage) || refundedAmount <= state.refunds.confirmed) return state;
  const { tradeAmount } = state.stage.book;
  const heard = { ...state, refunds: { confirmed: refundedAmount } };
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
