/** Tickets that ECPay already had under an order's number. Pure. */
import type { ProviderOrder, Ticket } from '../../ecticket/provider-order.js';
import type { TicketOrder } from '../../ecticket/order.js';
import type { OrderState } from './order-state.js';
import { momentWrittenInTaipei } from '../messages/taipei.js';

/** ECPay's clock and ours may differ by so much (ms): a choice, well above the ten minutes at which it refuses a request. */
const CLOCKS_DIFFER_BY = 60 * 60 * 1000;

/**
 * Whether they can be the order's own: as many tickets as were ordered, of the same goods, issued since the customer waits
 * for them. What ECPay does not say counts as a yes.
 */
export function mayBelongToOrder(
  { order, customerWaitsSince = -Infinity }: OrderState,
  record: ProviderOrder,
): boolean {
  const issuedAt = record.issuedAt === undefined ? Infinity : momentWrittenInTaipei(record.issuedAt);
  const isOlder = issuedAt < customerWaitsSince - CLOCKS_DIFFER_BY;
  return !isOlder && (order === undefined || areGoodsOf(order, record.tickets));
}

function areGoodsOf({ items }: TicketOrder, tickets: readonly Ticket[]): boolean {
  const ordered = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return tickets.length === ordered && items.every((item) => countOf(item, tickets) >= item.quantity);
}

/** How many tickets may be of this item: by its product number or else its price, as far as ECPay says them. */
function countOf({ itemNo, price }: TicketOrder['items'][number], tickets: readonly Ticket[]): number {
  const isOfIt = (ticket: Ticket) =>
    itemNo === undefined ? ticket.price === price : (ticket.itemNo ?? itemNo) === itemNo;
  return tickets.filter(isOfIt).length;
}
