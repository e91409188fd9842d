import type { Ticket } from '../../ecticket/provider-order.js';
import { selectTickets } from '../../workflows/messages/select-tickets.js';
import type {
  TicketAction,
  TicketActionRefusal,
  TicketActionRefusalCode,
  TicketOutcome,
  TicketSelection,
} from '../../workflows/messages/ticket-actions.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';

/** Refusals because somebody else changed the ticket first. A call by count then selects another ticket. */
const TAKEN_CODES: readonly TicketActionRefusalCode[] = [
  'ALREADY_REDEEMED',
  'ALREADY_REFUNDED',
  'NOT_REDEEMED',
  'NOT_REFUNDED',
];
/** Refusals because the order changed after the selection. The update left no trace, so its id is free. */
export const STALE_SELECTION_CODES: readonly TicketActionRefusalCode[] = [...TAKEN_CODES, 'TICKET_IN_USE'];

/** The refusal of a call by count that found no free ticket in time. */
export const ALL_IN_USE: TicketActionRefusal = {
  code: 'TICKET_IN_USE',
  message: 'Other actions use every ticket that this call could select. Call again.',
};

/** A selection by count: any tickets of an item, or of the whole order. */
export type CountSelection = Extract<TicketSelection, { readonly count: number }>;

/** Whether tickets are selected by a valid count. The order itself refuses an invalid one. */
export function isCountSelection(tickets: unknown): tickets is CountSelection {
  const { count } = (typeof tickets === 'object' && tickets !== null ? tickets : {}) as Partial<CountSelection>;
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0;
}

/**
 * Selects as many tickets as requested that no other action uses at the moment.
 *
 * @param shouldShuffle Selects at random, so that concurrent callers do not select the same ticket again.
 * @returns The ticket numbers, or a refusal if the order has too few suitable tickets. No numbers if there are enough,
 *   but other actions use them at the moment.
 */
export function selectByCount(
  { tickets, uses, inUse, ticketTradeNo, status }: OrderSnapshot,
  action: TicketAction,
  selection: CountSelection,
  shouldShuffle: boolean,
): { readonly ticketNos: readonly string[] } | { readonly refusal: TicketActionRefusal } {
  if (ticketTradeNo === undefined) {
    const message = `The order is ${status}: no ticket of it can be acted on.`;
    return { refusal: { code: 'ORDER_NOT_ACTIVE', message } };
  }
  const all = select(tickets, uses, action, selection);
  if ('refusal' in all) return all;
  const free = tickets.filter(({ ticketNo }) => !inUse.includes(ticketNo));
  const selected = select(shouldShuffle ? shuffle(free) : free, uses, action, selection);
  return { ticketNos: 'refusal' in selected ? [] : selected.tickets.map(({ ticketNo }) => ticketNo) };
}

/**
 * Prefers tickets that are valid today. If there are too few, it ignores the dates: the order checks them by the
 * server's clock.
 */
function select(
  tickets: readonly Ticket[],
  uses: OrderSnapshot['uses'],
  action: TicketAction,
  selection: CountSelection,
): ReturnType<typeof selectTickets> {
  const selected = selectTickets({ tickets, uses }, action, selection, Date.now());
  if (!('refusal' in selected)) return selected;
  const withoutDates = tickets.map(({ startDate: _from, expiresOn: _until, ...ticket }) => ticket);
  return selectTickets({ tickets: withoutDates, uses }, action, selection, Date.now());
}

function shuffle<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, position: Math.random() }))
    .sort((a, b) => a.position - b.position)
    .map(({ item }) => item);
}

/** Whether somebody else changed the ticket first. */
export function isTaken(outcome: TicketOutcome): boolean {
  return outcome.result === 'refused' && TAKEN_CODES.includes(outcome.refusal.code);
}
