/** The differences between two versions of ECPay's record, as events. Pure. */
import type { ProviderOrder, Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { NewEvent } from '../messages/merchant-events.js';

/**
 * The events for the changes from `before` to `now`. A ticket may return to an earlier state: a redemption is
 * or a refund cancelled. Such events precede the others, so that a merchant who counts tickets is right after
 * every event.
 *
 * @param before undefined for the first record of an order, which counts as just issued
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
  const added = tickets.filter(({ ticketNo }) => !stateBefore.has(ticketNo));
  if (before === undefined || added.length > 0)
    newEvents.unshift({ type: 'issued', data: { ticketTradeNo, tickets: added } });
  if (before === undefined) return newEvents;
  const isRefundEmitted = newEvents.some(({ type }) => type === 'refunded' || type === 'refundCancelled');
  const areAmountsEqual = before.refundedAmount === refundedAmount && before.refundFee === refundFee;
  if (isRefundEmitted || areAmountsEqual) return newEvents;
  return [...newEvents, { type: 'refundAmended', data: { refundedAmount, refundFee } }];
}

/** Counts the tickets by state. */
export function countTickets(tickets: readonly Ticket[]): Readonly<Record<TicketState, number>> {
  const counts = { unused: 0, redeemed: 0, refunded: 0, expired: 0 };
  for (const { state } of tickets) counts[state] += 1;
  return counts;
}

/** Whether every ticket is redeemed, refunded or expired. */
export function isSpent({ tickets }: ProviderOrder): boolean {
  return tickets.length > 0 && tickets.every(({ state }) => state !== 'unused');
}
