/** Decides whether tickets that ECPay already had under an order's number belong to the order. Pure. */
import type { ProviderOrder, Ticket } from '../../ecticket/provider-order.js';
import type { TicketOrder } from '../../ecticket/order.js';
import type { OrderState } from './order-state.js';
import { ticketsOrdered } from '../messages/total-price.js';
import { momentWrittenInTaipei } from '../messages/taipei.js';

/** Assumed largest clock difference to ECPay, well above the ten minutes at which ECPay refuses a request. */
const MAX_CLOCK_SKEW_MS = 60 * 60 * 1000;

/**
 * Whether the record's tickets can belong to the order: their number and items match, and they were issued after the
 * payment. Fields that ECPay leaves out count as matching.
 */
export function mayBelongToOrder(
  { order, customerWaitsSince = -Infinity }: OrderState,
  record: ProviderOrder,
): boolean {
  const issuedAt = record.issuedAt === undefined ? Infinity : momentWrittenInTaipei(record.issuedAt);
  const isOlder = issuedAt < customerWaitsSince - MAX_CLOCK_SKEW_MS;
  return !isOlder && (order === undefined || areItemsOf(order, record.tickets));
}

function areItemsOf(order: TicketOrder, tickets: readonly Ticket[]): boolean {
  return (
    tickets.length === ticketsOrdered(order) && order.items.every((item) => countOf(item, tickets) >= item.quantity)
  );
}

/** How many tickets may be of this item: by its item number, or by its price if it has no item number. */
function countOf({ itemNo, price }: TicketOrder['items'][number], tickets: readonly Ticket[]): number {
  const isMatch = (ticket: Ticket) =>
    itemNo === undefined ? ticket.price === price : (ticket.itemNo ?? itemNo) === itemNo;
  return tickets.filter(isMatch).length;
}
