import { z } from 'zod';
import { useStatusOf, type Order, type Ticket, type UseStatus } from '../book/order.js';
import { ControlError } from './control-error.js';

interface Selection {
  readonly count?: number | undefined;
  readonly ticketNos?: readonly string[] | undefined;
}

/** Some tickets of an order, so many or these; all that fit if neither is said. */
export function selection<More extends z.ZodRawShape>(more: More) {
  const shape = { count: z.int().min(1).optional(), ticketNos: z.array(z.string()).min(1).optional() };
  return z.strictObject({ ...shape, ...more });
}

const STATUS_IN_WORDS: Readonly<Record<UseStatus, string>> = {
  1: 'unused',
  2: 'redeemed',
  3: 'refunded',
  4: 'expired',
};

/** The chosen tickets; counted ones are the first with this UseStatus. `today` as yyyymmdd. @throws ControlError */
export function selectTickets(
  order: Order,
  { count, ticketNos }: Selection,
  status: UseStatus,
  today: string,
): readonly Ticket[] {
  if (order.tickets.length === 0) {
    throw new ControlError(400, 'NO_TICKETS', `Order ${order.tradeNo} has no tickets: it is ${order.status}.`);
  }
  if (ticketNos !== undefined) {
    if (count === undefined) return ticketsNamed(order, ticketNos);
    throw new ControlError(400, 'INVALID_BODY', 'Say either count or ticketNos, not both.');
  }
  const fitting = order.tickets.filter((ticket) => useStatusOf(ticket, today) === status);
  if (fitting.length < (count ?? 1)) {
    const message = `${count ?? 'Any'} asked for, ${fitting.length} of ${order.tickets.length} tickets ${STATUS_IN_WORDS[status]}.`;
    throw new ControlError(400, 'NOT_ENOUGH_TICKETS', message);
  }
  return fitting.slice(0, count);
}

function ticketsNamed(order: Order, ticketNos: readonly string[]): readonly Ticket[] {
  return [...new Set(ticketNos)].map((number) => {
    const ticket = order.tickets.find(({ ticketNo }) => ticketNo === number);
    if (!ticket) throw new ControlError(400, 'NO_SUCH_TICKET', `Order ${order.tradeNo} has no ticket ${number}.`);
    return ticket;
  });
}
