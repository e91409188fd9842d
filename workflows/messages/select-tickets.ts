/** Which tickets a request at the counter means, or why it cannot be. Pure. */
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
  /** What the order's own counter knows of redemptions, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
}

/** The tickets that are to be changed at `now` (ms), or the refusal of the whole request. */
export function selectTickets(
  order: Order,
  action: TicketAction,
  selection: TicketSelection,
  now: number,
): { readonly tickets: readonly Ticket[] } | { readonly refusal: TicketActionRefusal } {
  if ('count' in selection) return selectByCount(order, action, selection, now);
  const tickets: Ticket[] = [];
  for (const isWanted of wantedBy(selection)) {
    const ticket = order.tickets.find(isWanted);
    if (ticket === undefined) return refuse('UNKNOWN_TICKET', 'This order has no ticket of that number.');
    const refusal = refusalOf(ticket, order.uses, action, now);
    if (refusal !== undefined) return { refusal };
    tickets.push(ticket);
  }
  return { tickets };
}

function wantedBy(selection: NamedTickets): ((ticket: Ticket) => boolean)[] {
  if ('ticketNo' in selection) return [({ ticketNo }) => ticketNo === selection.ticketNo];
  if ('writeOffNo' in selection) return [({ writeOffNo }) => writeOffNo === selection.writeOffNo];
  return selection.ticketNos.map(
    (wanted) =>
      ({ ticketNo }) =>
        ticketNo === wanted,
  );
}

function selectByCount(
  { tickets, uses }: Order,
  action: TicketAction,
  { count, itemNo }: { readonly count: number; readonly itemNo?: string },
  now: number,
): ReturnType<typeof selectTickets> {
  const ofProduct = tickets.filter((ticket) => itemNo === undefined || ticket.itemNo === itemNo);
  const refusals = ofProduct.map((ticket) => refusalOf(ticket, uses, action, now));
  const able = ofProduct.filter((_ticket, index) => refusals[index] === undefined);
  if (able.length >= count) return { tickets: able.slice(0, count) };
  const [first] = refusals;
  if (first !== undefined && refusals.every((refusal) => refusal?.code === first.code)) return { refusal: first };
  return refuse('NOT_ENOUGH_TICKETS', `${count} were asked for, and ${able.length} can be acted on.`);
}

/** Why this ticket cannot be acted on so, as far as the order knows. */
export function refusalOf(
  ticket: Ticket,
  uses: Order['uses'],
  action: TicketAction,
  now: number,
): TicketActionRefusal | undefined {
  const today = dayInTaipei(now);
  if (ticket.state !== TICKET_TRANSITIONS[action].from) return stateRefusal(ticket, uses[ticket.ticketNo], action);
  if (action !== 'redeem') return undefined;
  // A pickup voucher never lapses, whatever date stands on it.
  if (ticket.voucher === 'gift' && ticket.expiresOn !== undefined && ticket.expiresOn < today) {
    return { code: 'EXPIRED', words: `This gift voucher could be used up to ${ticket.expiresOn}.` };
  }
  if (ticket.startDate !== undefined && ticket.startDate > today) {
    return { code: 'NOT_YET_VALID', words: `This ticket can be used from ${ticket.startDate} on.` };
  }
  return undefined;
}

function stateRefusal(
  { state, redeemedOn }: Ticket,
  use: TicketUse | undefined,
  action: TicketAction,
): TicketActionRefusal {
  if (action === 'cancelRedemption') return { code: 'NOT_REDEEMED', words: 'This ticket is not redeemed.' };
  if (action === 'cancelRefund') return { code: 'NOT_REFUNDED', words: 'This ticket is not refunded.' };
  switch (state) {
    case 'refunded':
      return { code: 'ALREADY_REFUNDED', words: 'This ticket was refunded.' };
    case 'expired':
      return { code: 'EXPIRED', words: 'This ticket has expired.' };
    case 'redeemed':
    case 'unused':
      return {
        code: 'ALREADY_REDEEMED',
        words: 'This ticket was used already.',
        used: { ...(redeemedOn !== undefined && { on: redeemedOn }), ...use },
      };
  }
}

function refuse(code: TicketActionRefusalCode, words: string): { refusal: TicketActionRefusal } {
  return { refusal: { code, words } };
}
