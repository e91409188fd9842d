/** Which actions on a ticket move money, and which refund fees are possible. Pure. */
import type { Ticket } from '../../ecticket/provider-order.js';
import type { TicketActionRefusal, TicketAction } from '../messages/ticket-actions.js';
import type { OrderState } from './order-state.js';
import { endOfDayInTaipei } from '../messages/taipei.js';

/**
 * Whether redeeming or refunding this ticket moves money. ECPay holds the money of a pickup voucher until the escrow
 * ends. Only the state changes of a gift voucher, of a ticket of NT$0, and of every ticket of an order without escrow.
 *
 * @param now milliseconds since the epoch
 */
export function movesMoney({ stage }: OrderState, { voucher, price }: Ticket, now: number): boolean {
  const escrowEndsOn = 'record' in stage ? stage.record.escrowEndsOn : undefined;
  return voucher === 'pickup' && price > 0 && escrowEndsOn !== undefined && now < endOfDayInTaipei(escrowEndsOn);
}

/**
 * Checks the fee of a refund: the fee is deducted from money in escrow and cannot exceed it.
 *
 * @param fee NT$ per ticket
 * @param now milliseconds since the epoch
 * @returns undefined if the fee is possible
 */
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
    message: 'A fee applies only to the refund of a pickup voucher in escrow, and cannot exceed the ticket’s price.',
  };
}
