/** What the order's own counter knows of redemptions. Pure. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { TicketUse } from '../messages/ticket-actions.js';

/** Without those that `now` no longer has, or has on another day: whoever redeems the ticket next, it was not this one. */
export function removeCancelledUses(
  uses: Readonly<Record<string, TicketUse>>,
  before: ProviderOrder | undefined,
  now: ProviderOrder,
): Readonly<Record<string, TicketUse>> {
  const ticketsNow = new Map(now.tickets.map((ticket) => [ticket.ticketNo, ticket]));
  const cancelled = (before?.tickets ?? []).filter(({ ticketNo, state, redeemedOn }) => {
    const ticket = ticketsNow.get(ticketNo);
    return state === 'redeemed' && (ticket?.state !== state || ticket.redeemedOn !== redeemedOn);
  });
  const gone = new Set(cancelled.map(({ ticketNo }) => ticketNo));
  return gone.size === 0 ? uses : Object.fromEntries(Object.entries(uses).filter(([ticketNo]) => !gone.has(ticketNo)));
}
