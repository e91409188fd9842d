import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TICKET_STATES } from '../../ecticket/naming/tables.js';
import { type Order, type Ticket, type UseStatus, useStatusOf } from '../orders/order.js';
import type { SandboxState } from '../state.js';
import { formatDate } from '../time/taipei.js';
import { bodyOf, ControlError, json, queryOf } from './control-request.js';
import { toOrderView } from './view.js';

/** Registers the controls that show orders, and those that issue, redeem and refund without the API. */
export function registerOrderControls(app: FastifyInstance, state: SandboxState): void {
  const view = (order: Order) => toOrderView(order, formatDate(state.clock.now()));

  app.get('/_sandbox/orders', () => state.orderRegistry.all().map(view));
  app.get('/_sandbox/orders/:tradeNo', (request) => view(findOrderOf(request, state)));

  app.post('/_sandbox/orders', async (request, reply) => {
    const order = await issueInBackOffice(json(request.body), state);
    return reply.code(201).send(view(order));
  });

  app.post('/_sandbox/orders/:tradeNo/redeem', (request) => {
    const order = findOrderOf(request, state);
    const { cancel = false, ...selected } = bodyOf(request, redeemBody);
    const tickets = selectTickets(order, selected, cancel ? 2 : 1, formatDate(state.clock.now()));
    if (cancel) state.ticketActions.cancelRedemption(order, tickets);
    else state.ticketActions.redeem(order, tickets);
    return view(order);
  });

  app.post('/_sandbox/orders/:tradeNo/refund', (request) => {
    const order = findOrderOf(request, state);
    const { cancel = false, fee, ...selected } = bodyOf(request, refundBody);
    const tickets = selectTickets(order, selected, cancel ? 3 : 1, formatDate(state.clock.now()));
    if (cancel) state.ticketActions.cancelRefund(order, tickets);
    else state.ticketActions.refund(order, tickets, fee);
    return view(order);
  });
}

const redeemBody = selection({ cancel: z.boolean().optional() });
/** `fee` is what the merchant keeps of the whole refund, in NT$. */
const refundBody = selection({ cancel: z.boolean().optional(), fee: z.int().min(0).optional() });

const params = z.object({ tradeNo: z.string() });
/** Needed if two merchants have used the same number. */
const query = z.object({ merchantId: z.string().optional() });

function findOrderOf(request: FastifyRequest, { orderRegistry }: SandboxState): Order {
  const { tradeNo } = params.parse(request.params);
  const { merchantId } = queryOf(request, query);
  const orders = orderRegistry
    .all()
    .filter((order) => order.tradeNo === tradeNo && (merchantId === undefined || order.merchantId === merchantId));
  const [order] = orders;
  if (!order) throw new ControlError(404, 'NO_SUCH_ORDER', `The sandbox has no order ${tradeNo}.`);
  if (orders.length > 1) {
    const merchants = orders.map((o) => o.merchantId).join(', ');
    throw new ControlError(
      400,
      'AMBIGUOUS',
      `Several merchants have an order ${tradeNo}: add ?merchantId= (${merchants}).`,
    );
  }
  return order;
}

const merchantIdSchema = z.object({ MerchantID: z.string({ error: 'the Data of Issue needs a MerchantID' }) });

/** @throws ControlError, Refusal */
async function issueInBackOffice(data: unknown, { merchants, issuing }: SandboxState): Promise<Order> {
  const parsed = merchantIdSchema.safeParse(data);
  if (!parsed.success) throw new ControlError(400, 'INVALID_BODY', 'Send the Data of Issue: MerchantID is missing.');
  const { MerchantID: merchantId } = parsed.data;
  const { profile } = await merchants.get(merchantId);
  return issuing.issueInBackOffice(data, { merchantId, profile });
}

interface Selection {
  readonly count?: number | undefined;
  readonly ticketNos?: readonly string[] | undefined;
}

/**
 * Creates the body schema of a selection: a number of tickets, or their ticket numbers. By default, all matching
 * tickets are selected.
 */
function selection<More extends z.ZodRawShape>(more: More) {
  const shape = { count: z.int().min(1).optional(), ticketNos: z.array(z.string()).min(1).optional() };
  return z.strictObject({ ...shape, ...more });
}

/**
 * Returns the selected tickets. With `count`, these are the first tickets that have the given UseStatus.
 *
 * @param today yyyymmdd.
 * @throws ControlError
 */
function selectTickets(
  order: Order,
  { count, ticketNos }: Selection,
  status: UseStatus,
  today: string,
): readonly Ticket[] {
  if (order.tickets.length === 0) {
    throw new ControlError(400, 'NO_TICKETS', `Order ${order.tradeNo} has no tickets: it is ${order.status}.`);
  }
  if (ticketNos !== undefined) {
    if (count === undefined) return findTicketsByNo(order, ticketNos);
    throw new ControlError(400, 'INVALID_BODY', 'Use either count or ticketNos, not both.');
  }
  const matching = order.tickets.filter((ticket) => useStatusOf(ticket, today) === status);
  if (matching.length < (count ?? 1)) {
    const found = `${matching.length} of ${order.tickets.length} tickets are ${TICKET_STATES[status]}`;
    const message = `Requested ${count ?? 'any'}, but ${found}.`;
    throw new ControlError(400, 'NOT_ENOUGH_TICKETS', message);
  }
  return matching.slice(0, count);
}

function findTicketsByNo(order: Order, ticketNos: readonly string[]): readonly Ticket[] {
  return [...new Set(ticketNos)].map((number) => {
    const ticket = order.tickets.find(({ ticketNo }) => ticketNo === number);
    if (!ticket) throw new ControlError(400, 'NO_SUCH_TICKET', `Order ${order.tradeNo} has no ticket ${number}.`);
    return ticket;
  });
}
