import type { Ticket } from '../../ecticket/provider-order.js';
import { selectTickets } from '../../workflows/messages/select-tickets.js';
import type { TicketActionRefusal, TicketAction, TicketSelection } from '../../workflows/messages/ticket-actions.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';

/** Any so many tickets of a product, or of the order. */
export type Count = Extract<TicketSelection, { readonly count: number }>;

/** A count that is none is left to the order, which refuses it. */
export function isCount(tickets: TicketSelection): tickets is Count {
  const { count } = asGiven(tickets) as Partial<Count>;
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0;
}

/** JavaScript may give anything. */
export function asGiven(given: unknown): object {
  return typeof given === 'object' && given !== null ? given : {};
}

/**
 * Any so many tickets of an order that nobody acts on at the moment; none where all that fit are in use.
 *
 * @param isShuffled so that clerks who ask at the same moment do not choose the same ticket again
 */
export function selectByCount(
  { tickets, uses, inUse, ticketTradeNo, status }: OrderSnapshot,
  action: TicketAction,
  asked: Count,
  isShuffled: boolean,
): { readonly ticketNos: readonly string[] } | { readonly refusal: TicketActionRefusal } {
  if (ticketTradeNo === undefined) {
    const words = `The order is ${status}: no ticket of it can be acted on.`;
    return { refusal: { code: 'ORDER_NOT_ACTIVE', words } };
  }
  const choice = choose(tickets, uses, action, asked);
  if ('refusal' in choice) return choice;
  const free = tickets.filter(({ ticketNo }) => !inUse.includes(ticketNo));
  const chosen = choose(isShuffled ? shuffled(free) : free, uses, action, asked);
  return { ticketNos: 'refusal' in chosen ? [] : chosen.tickets.map(({ ticketNo }) => ticketNo) };
}

/** Those that can be used today first. Whether it is their day is the order's to say, by the server's clock. */
function choose(
  tickets: readonly Ticket[],
  uses: OrderSnapshot['uses'],
  action: TicketAction,
  asked: Count,
): ReturnType<typeof selectTickets> {
  const choice = selectTickets({ tickets, uses }, action, asked, Date.now());
  if (!('refusal' in choice)) return choice;
  const dateless = tickets.map(({ startDate: _from, expiresOn: _until, ...ticket }) => ticket);
  return selectTickets({ tickets: dateless, uses }, action, asked, Date.now());
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((each) => ({ each, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ each }) => each);
}
