/** Tracks the money of refunded tickets until the bank has confirmed it. Pure. */
import type { ProviderOrder, Ticket } from '../../ecticket/provider-order.js';
import type { InputOf } from './inputs.js';
import { emit } from './events.js';
import type { OrderState } from './order-state.js';

/**
 * The amount that consumers get back through ECPay, in NT$: the money of pickup vouchers refunded during escrow, less
 * the merchant's fees. After escrow, the merchant itself gives the money back.
 */
export function refundDue({ stage }: OrderState): number {
  return 'record' in stage ? dueOf(stage.record) : 0;
}

/** Whether money is due that the bank has not confirmed, and `refundLimit` has not passed for this amount. */
export function awaitsRefundConfirmation(state: OrderState): boolean {
  const due = refundDue(state);
  return due > state.refunds.confirmed && due !== state.refunds.unconfirmedAmount;
}

/**
 * Updates the refunds to the order's new record. The bank confirms a total, not single tickets, so a cancelled refund
 * is first deducted from what was confirmed. The result may be less than the bank has paid back; the next poll returns
 * the total again. It is more only if fees have changed at the same time. A change also restarts the wait for an amount
 * whose `refundLimit` has passed.
 *
 * @param before the previous record
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
 * Applies the total that the bank has confirmed, up to the amount due: the rest is for refunds that the order has not
 * read, and that may be cancelled before it does. Emits `refundConfirmed` if the amount is more than before. Unless the
 * total is the amount due, the order reconciles: a refund may have been made or cancelled and the callback lost.
 */
export function confirmRefund(
  state: OrderState,
  { refundedAmount, mayExceedRecord }: InputOf<'refundConfirmed'>,
  now: number,
): OrderState {
  if (!('record' in state.stage)) return state;
  const { record } = state.stage;
  const due = dueOf(record);
  const confirmed = mayExceedRecord === true ? refundedAmount : Math.min(refundedAmount, due);
  if (confirmed <= state.refunds.confirmed) return state;
  const needsRecord = refundedAmount !== due && mayExceedRecord !== true;
  const next: OrderState = {
    ...state,
    refunds: { confirmed },
    needsReconciliation: state.needsReconciliation || needsRecord,
  };
  const data = { tradeAmount: record.tradeAmount, refundedAmount: confirmed };
  return emit(next, now, { type: 'refundConfirmed', data });
}

/** Emits `refundUnconfirmed` at `refundLimit`: the merchant must contact ECPay, and the order no longer waits. */
export function stopAwaitingRefund(state: OrderState, now: number): OrderState {
  if (!awaitsRefundConfirmation(state)) return state;
  const { confirmed } = state.refunds;
  const expectedAmount = refundDue(state);
  const data = { expectedAmount, confirmedAmount: confirmed };
  return emit({ ...state, refunds: { confirmed, unconfirmedAmount: expectedAmount } }, now, {
    type: 'refundUnconfirmed',
    data,
  });
}

/** NT$ of the refunds in `before` that are cancelled in `now`. Refunds that were made meanwhile do not reduce it. */
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
