import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Order } from '../book/order.js';
import { day } from '../time/taipei.js';
import type { World } from '../world.js';
import { bodyOf, json } from './body.js';
import { ControlError } from './control-error.js';
import { selectTickets, selection } from './selection.js';
import { viewOf } from './view.js';

/** The book, and what people do to orders without the API. */
export function registerOrderControls(app: FastifyInstance, world: World): void {
  const view = (order: Order) => viewOf(order, day(world.clock.now()));

  app.get('/_sandbox/orders', () => world.book.all().map(view));
  app.get('/_sandbox/orders/:tradeNo', (request) => view(orderAt(request, world)));

  app.post('/_sandbox/orders', async (request, reply) => {
    const order = await issueInBackOffice(json(request.body), world);
    return reply.code(201).send(view(order));
  });

  app.post('/_sandbox/orders/:tradeNo/redeem', (request) => {
    const order = orderAt(request, world);
    const { cancel = false, ...chosen } = bodyOf(request, scan);
    const tickets = selectTickets(order, chosen, cancel ? 2 : 1, day(world.clock.now()));
    if (cancel) world.counter.cancelRedemption(order, tickets);
    else world.counter.redeem(order, tickets);
    return view(order);
  });

  app.post('/_sandbox/orders/:tradeNo/refund', (request) => {
    const order = orderAt(request, world);
    const { cancel = false, fee, ...chosen } = bodyOf(request, takeBack);
    const tickets = selectTickets(order, chosen, cancel ? 3 : 1, day(world.clock.now()));
    if (cancel) world.counter.cancelRefund(order, tickets);
    else world.counter.refund(order, tickets, fee);
    return view(order);
  });
}

const scan = selection({ cancel: z.boolean().optional() });
/** `fee`: what the merchant keeps of the whole refund, in NT$. */
const takeBack = selection({ cancel: z.boolean().optional(), fee: z.int().min(0).optional() });

const params = z.object({ tradeNo: z.string() });
/** Two merchants may have used the same number. */
const query = z.object({ merchantId: z.string().optional() });

function orderAt(request: FastifyRequest, { book }: World): Order {
  const { tradeNo } = params.parse(request.params);
  const { merchantId } = query.parse(request.query);
  const orders = book
    .all()
    .filter((order) => order.tradeNo === tradeNo && (merchantId === undefined || order.merchantId === merchantId));
  const [order] = orders;
  if (!order) throw new ControlError(404, 'NO_SUCH_ORDER', `There is no order ${tradeNo} in the book.`);
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

const named = z.object({ MerchantID: z.string({ error: 'Data of Issue names its merchant' }) });

/** @throws ControlError, Refusal */
async function issueInBackOffice(data: unknown, { merchants, issuing }: World): Promise<Order> {
  const parsed = named.safeParse(data);
  if (!parsed.success) throw new ControlError(400, 'INVALID_BODY', 'Send the Data of Issue: MerchantID is missing.');
  const { MerchantID: merchantId } = parsed.data;
  const { profile } = await merchants.get(merchantId);
  return issuing.issueInBackOffice(data, { merchantId, profile });
}
