/** What differs between two readings of ECPay's record, told as news. */
import type { ProviderOrder, Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { NewEvent } from '../messages/merchant-events.js';

/**
 * The news that `now` holds over `before` (undefined: the order is seen for the first time and counts as just issued).
 * A ticket's state may go back: a redemption is cancelled, a refund withdrawn. What was undone is told before what was
 * done, so that a listener who keeps count is right after every event.
 */
export function recordChanges(before: ProviderOrder | undefined, now: ProviderOrder): NewEvent[] {
  const stateBefore = new Map(before?.tickets.map((ticket) => [ticket.ticketNo, ticket.state]));
  const changed = now.tickets.filter(({ ticketNo, state }) => (stateBefore.get(ticketNo) ?? 'unused') !== state);
  const left = (state: TicketState) => changed.filter(({ ticketNo }) => stateBefore.get(ticketNo) === state);
  const entered = (state: TicketState) => changed.filter((ticket) => ticket.state === state);
  const { ticketTradeNo, tickets, refundedAmount, refundFee } = now;
  const changes = [
    { type: 'redemptionCancelled', data: { tickets: left('redeemed') } },
    { type: 'refundCancelled', data: { tickets: left('refunded'), refundedAmount, refundFee } },
    { type: 'redeemed', data: { tickets: entered('redeemed') } },
    { type: 'refunded', data: { tickets: entered('refunded'), refundedAmount, refundFee } },
    { type: 'expired', data: { tickets: entered('expired') } },
  ] satisfies NewEvent[];
  const newEvents: NewEvent[] = changes.filter(({ data }) => data.tickets.length > 0);
  if (before === undefined) return [{ type: 'issued', data: { ticketTradeNo, tickets } }, ...newEvents];
  const isTold = newEvents.some(({ type }) => type === 'refunded' || type === 'refundCancelled');
  const isSame = before.refundedAmount === refundedAmount && before.refundFee === refundFee;
  return isTold || isSame ? newEvents : [...newEvents, { type: 'refundAmended', data: { refundedAmount, refundFee } }];
}

/** How many tickets are in which state. */
export function countTickets(tickets: readonly Ticket[]): Readonly<Record<TicketState, number>> {
  const counts = { unused: 0, redeemed: 0, refunded: 0, expired: 0 };
  for (const { state } of tickets) counts[state] += 1;
  return counts;
}

/** Every ticket is redeemed, refunded or expired: there is nothing left to wait for. */
export function isSpent({ tickets }: ProviderOrder): boolean {
  return tickets.length > 0 && tickets.every(({ state }) => state !== 'unused');
}
