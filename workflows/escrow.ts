/** Where a ticket's money is. */
import type { Ticket } from '../ecticket/book.js';
import type { OrderState } from './order-state.js';
import { endOfDayInTaipei } from './taipei.js';

/**
 * Whether redeeming or refunding this ticket at `now` (ms) moves money: that of a pickup voucher lies in escrow until the
 * escrow ends. A gift voucher changes its state only, and so does every ticket of an order that has no escrow.
 */
export function movesMoney({ stage }: OrderState, { voucher }: Ticket, now: number): boolean {
  const escrowEndsOn = 'book' in stage ? stage.book.escrowEndsOn : undefined;
  return voucher === 'pickup' && escrowEndsOn !== undefined && now < endOfDayInTaipei(escrowEndsOn);
}
