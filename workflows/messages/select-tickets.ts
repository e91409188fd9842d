/** Selects the tickets of a ticket action, or explains why the action does not apply. Pure. */
import type { Ticket } from '../../ecticket/provider-order.js';
import {
  TICKET_TRANSITIONS,
  type TicketActionRefusal,
  type TicketActionRefusalCode,
  type NamedTickets,
  type TicketAction,
  type TicketSelection,
  type TicketUse,
} from './ticket-actions.js';
import { dayInTaipei } from './taipei.js';

interface Order {
  readonly tickets: readonly Ticket[];
  /** When and where tickets were redeemed through this order's updates, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
}

/**
 * @param now milliseconds since the epoch
 * @returns the tickets to act on, or the refusal of the whole request
 */
export function selectTickets(
  order: Order,
  action: TicketAction,
  selection: TicketSelection,
  now: number,
): { readonly tickets: readonly Ticket[] } | { readonly refusal: TicketActionRefusal } {
  if ('count' in selection) return selectByCount(order, action, selection, now);
  const tickets: Ticket[] = [];
  for (const matches of matchersOf(selection)) {
    const ticket = order.tickets.find(matches);
    if (ticket === undefined) return refuse('UNKNOWN_TICKET', 'This order has no ticket with that number.');
    const refusal = refusalOf(ticket, order.uses, action, now);
    if (refusal !== undefined) return { refusal };
    tickets.push(ticket);
  }
  return { tickets };
}

/** One predicate per selected ticket. */
function matchersOf(selection: NamedTickets): ((ticket: Ticket) => boolean)[] {
  if ('ticketNo' in selection) return [({ ticketNo }) => ticketNo === selection.ticketNo];
  if ('writeOffNo' in selection) return [({ writeOffNo }) => writeOffNo === selection.writeOffNo];
  return selection.ticketNos.map(
    (selected) =>
      ({ ticketNo }) =>
        ticketNo === selected,
  );
}

function selectByCount(
  { tickets, uses }: Order,
  action: TicketAction,
  { count, itemNo }: { readonly count: number; readonly itemNo?: string },
  now: number,
): ReturnType<typeof selectTickets> {
  const candidates = tickets.filter((ticket) => itemNo === undefined || ticket.itemNo === itemNo);
  const refusals = candidates.map((ticket) => refusalOf(ticket, uses, action, now));
  const actionable = candidates.filter((_ticket, index) => refusals[index] === undefined);
  if (actionable.length >= count) return { tickets: actionable.slice(0, count) };
  const [first] = refusals;
  if (first !== undefined && refusals.every((refusal) => refusal?.code === first.code)) return { refusal: first };
  return refuse(
    'NOT_ENOUGH_TICKETS',
    `The request is for ${count} tickets, but the action applies to only ${actionable.length}.`,
  );
}

/**
 * Why the action does not apply to this ticket, according to the order's record.
 *
 * @param now milliseconds since the epoch
 */
export function refusalOf(
  ticket: Ticket,
  uses: Order['uses'],
  action: TicketAction,
  now: number,
): TicketActionRefusal | undefined {
  const today = dayInTaipei(now);
  if (ticket.state !== TICKET_TRANSITIONS[action].from) return stateRefusal(ticket, uses[ticket.ticketNo], action);
  if (action !== 'redeem') return undefined;
  // A pickup voucher does not expire, even if it shows a date.
  if (ticket.voucher === 'gift' && ticket.expiresOn !== undefined && ticket.expiresOn < today) {
    return { code: 'EXPIRED', message: `This gift voucher expired after ${ticket.expiresOn}.` };
  }
  if (ticket.startDate !== undefined && ticket.startDate > today) {
    return { code: 'NOT_YET_VALID', message: `This ticket is valid from ${ticket.startDate}.` };
  }
  return undefined;
}

function stateRefusal(
  { state, redeemedOn }: Ticket,
  use: TicketUse | undefined,
  action: TicketAction,
): TicketActionRefusal {
  if (action === 'cancelRedemption') return { code: 'NOT_REDEEMED', message: 'This ticket is not redeemed.' };
  if (action === 'cancelRefund') return { code: 'NOT_REFUNDED', message: 'This ticket is not refunded.' };
  switch (state) {
    case 'refunded':
      return { code: 'ALREADY_REFUNDED', message: 'This ticket is already refunded.' };
    case 'expired':
      return { code: 'EXPIRED', message: 'This ticket has expired.' };
    case 'redeemed':
    case 'unused':
      return {
        code: 'ALREADY_REDEEMED',
        message: 'This ticket is already redeemed.',
        used: { ...(redeemedOn !== undefined && { on: redeemedOn }), ...use },
      };
  }
}

function refuse(code: TicketActionRefusalCode, message: string): { refusal: TicketActionRefusal } {
  return { refusal: { code, message } };
}
