/** Money of refunded tickets, on its way back through the bank. Pure. */
import type { ProviderOrder, Ticket } from '../../ecticket/provider-order.js';
import type { InputOf } from './inputs.js';
import { emit } from './events.js';
import type { OrderState } from './order-state.js';

/**
 * What consumers are to get back through ECPay, in NT$: of pickup vouchers that were refunded within the escrow, less the
 * merchant's fees. After the escrow the money is the merchant's own to give.
 */
export function refundDue({ stage }: OrderState): number {
  return 'record' in stage ? dueOf(stage.record) : 0;
}

/** The bank has yet to confirm money that is due. */
export function awaitsRefundConfirmation(state: OrderState): boolean {
  const due = refundDue(state);
  return due > state.refunds.confirmed && due !== state.refunds.givenUpAt;
}

/**
 * The refunds, now that the order has another record than `before`. Whose money the bank has confirmed it does not say, so a
 * refund that is withdrawn is taken out of what was confirmed first. That may be less than the bank has given back, never
 * more; it is asked again, and answers for the whole order. What was given up on is asked for again once something else is due.
 */
export function reconcileRefunds(state: OrderState, before: ProviderOrder | undefined): OrderState {
  const { stage, refunds } = state;
  if (before === undefined || !('record' in stage)) return state;
  const due = dueOf(stage.record);
  const withdrawn = withdrawnSince(before, stage.record);
  if (withdrawn === 0 && due === dueOf(before)) return state;
  return { ...state, refunds: { confirmed: Math.min(Math.max(refunds.confirmed - withdrawn, 0), due) } };
}

/**
 * The bank has given back so much by now; the merchant is told when it is more than before. Where that is less than is due,
 * a refund may have been withdrawn and ECPay's word of it lost: the record is looked at.
 */
export function confirmRefund(
  state: OrderState,
  { refundedAmount }: InputOf<'refundConfirmed'>,
  now: number,
): OrderState {
  if (!('record' in state.stage) || refundedAmount <= state.refunds.confirmed) return state;
  const { tradeAmount } = state.stage.record;
  const confirmed: OrderState = { ...state, refunds: { confirmed: refundedAmount } };
  const heard = awaitsRefundConfirmation(confirmed) ? { ...confirmed, needsReconciliation: true } : confirmed;
  return emit(heard, now, { type: 'refundConfirmed', data: { tradeAmount, refundedAmount } });
}

/** The bank was asked for as long as it makes sense: the merchant must look, and the order waits no more. */
export function stopAwaitingRefund(state: OrderState, now: number): OrderState {
  if (!awaitsRefundConfirmation(state)) return state;
  const { confirmed } = state.refunds;
  const expectedAmount = refundDue(state);
  const data = { expectedAmount, confirmedAmount: confirmed };
  return emit({ ...state, refunds: { confirmed, givenUpAt: expectedAmount } }, now, {
    type: 'refundUnconfirmed',
    data,
  });
}

/** NT$ of the refunds of `before` that `now` has no more; another refund that was made meanwhile makes up for none of it. */
function withdrawnSince(before: ProviderOrder, now: ProviderOrder): number {
  const still = new Set(refundedInEscrow(now).map(({ ticketNo }) => ticketNo));
  const gone = refundedInEscrow(before).filter(({ ticketNo }) => !still.has(ticketNo));
  const feesGone = Math.max(before.refundFee - now.refundFee, 0);
  return Math.max(faceValue(gone) - feesGone, 0);
}

function dueOf(record: ProviderOrder): number {
  return Math.max(faceValue(refundedInEscrow(record)) - record.refundFee, 0);
}

function refundedInEscrow({ tickets, escrowEndsOn }: ProviderOrder): readonly Ticket[] {
  if (escrowEndsOn === undefined) return [];
  return tickets.filter(
    ({ voucher, state, refundedOn }) =>
      voucher === 'pickup' && state === 'refunded' && (refundedOn ?? escrowEndsOn) <= escrowEndsOn,
  );
}

function faceValue(tickets: readonly Ticket[]): number {
  return tickets.reduce((total, { price }) => total + price, 0);
}
