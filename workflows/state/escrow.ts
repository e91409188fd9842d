/** Where a ticket's money is. */
import type { Ticket } from '../../ecticket/provider-order.js';
import type { TicketActionRefusal, TicketAction } from '../messages/ticket-actions.js';
import type { OrderState } from './order-state.js';
import { endOfDayInTaipei } from '../messages/taipei.js';

/**
 * Whether redeeming or refunding this ticket at `now` (ms) moves money: that of a pickup voucher lies in escrow until the
 * escrow ends. A gift voucher changes its state only, and so does a ticket of NT$0, and every ticket of an order that has no
 * escrow.
 */
export function movesMoney({ stage }: OrderState, { voucher, price }: Ticket, now: number): boolean {
  const escrowEndsOn = 'record' in stage ? stage.record.escrowEndsOn : undefined;
  return voucher === 'pickup' && price > 0 && escrowEndsOn !== undefined && now < endOfDayInTaipei(escrowEndsOn);
}

/** Why the merchant cannot keep this fee (NT$ a ticket) at `now` (ms): it is taken out of money that moves, and no more than all of it. */
export function feeRefusal(
  state: OrderState,
  tickets: readonly Ticket[],
  action: TicketAction,
  fee: number | undefined,
  now: number,
): TicketActionRefusal | undefined {
  if (fee === undefined || fee === 0) return undefined;
  const isPossible = action === 'refund' && tickets.every((each) => movesMoney(state, each, now) && fee <= each.price);
  if (isPossible) return undefined;
  return {
    code: 'INVALID_FEE',
    words: 'A fee is kept of a refunded pickup voucher’s money in escrow, and not more than that money.',
  };
}
