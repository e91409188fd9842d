/** Decides whether a record that ECPay returned is complete and about this order. Pure. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import { ticketsOrdered } from '../messages/total-price.js';
import type { OrderState } from './order-state.js';

/**
 * Why a record cannot be the order's own, as the end of a sentence about it. Undefined if it can.
 *
 * - The first record has as many tickets as were ordered, or more. The number is unknown for an order that was issued
 *   elsewhere.
 * - A later record has the same TicketTradeNo and every known ticket: ECPay lists refunded and expired tickets too.
 */
export function recordProblem({ stage, order }: OrderState, record: ProviderOrder): string | undefined {
  const known = 'record' in stage ? stage.record : undefined;
  if (known === undefined) {
    const [found, ordered] = [record.tickets.length, order === undefined ? 0 : ticketsOrdered(order)];
    return found < ordered ? `it has ${found} of ${ordered} ordered tickets` : undefined;
  }
  if (record.ticketTradeNo !== known.ticketTradeNo) return 'its TicketTradeNo is another one than before';
  const found = new Set(record.tickets.map(({ ticketNo }) => ticketNo));
  const missing = known.tickets.filter(({ ticketNo }) => !found.has(ticketNo)).length;
  return missing > 0 ? `it lacks ${missing} of ${known.tickets.length} known tickets` : undefined;
}
