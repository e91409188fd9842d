import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import {
  createCallbackServer,
  createReceiver,
  deliverToOrders,
  type SimulatedPayments,
} from '../../../callbacks/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { MerchantRegistry, STAGE_MERCHANTS, type TicketOrder } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { postUntilAnswered } from '../../support/callback-requests.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { aioBody } from '../../support/payment-notices.js';
import { startDevServer } from '../../support/temporal-servers.js';

type Service = 'aio' | 'embedded';

/** The answer of the sandbox's control: how the receiver answered it. */
interface NotificationResult {
  readonly tradeNo: string;
  readonly answered: boolean;
  readonly httpStatus: number;
  readonly answer: string;
}

interface PayOptions {
  readonly service?: Service;
  readonly amount?: number;
  readonly simulate?: boolean;
  readonly url?: string;
}

let world: OrderWorld;
const servers: FastifyInstance[] = [];
/** The addresses of two receivers, by how they treat simulated payments. */
const urls: Record<SimulatedPayments, string> = { ignore: '', count: '' };

beforeAll(async () => {
  world = await startOrderWorld(await startDevServer());
  for (const simulatedPayments of ['ignore', 'count'] as const) {
    const server = createCallbackServer({
      receiver: createReceiver({
        merchants: new MerchantRegistry(STAGE_MERCHANTS),
        deliver: deliverToOrders(world.environment.client),
        simulatedPayments,
      }),
      isReady: () => Promise.resolve(true),
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    servers.push(server);
    urls[simulatedPayments] = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await world.close();
  await world.environment.teardown();
});

/** Makes the sandbox send a payment notification to the receiver. */
async function pay(merchantTradeNo: string, options: PayOptions = {}): Promise<NotificationResult> {
  const { service = 'aio', amount = 680, simulate = false, url = urls.ignore } = options;
  const notifyUrl = url + CALLBACK_PATHS[`${service}Payment`];
  return (await world.control('payments', {
    kind: service,
    merchantTradeNo,
    amount,
    notifyUrl,
    simulate,
  })) as NotificationResult;
}

const place = (order: TicketOrder) => world.client.placeOrder({ order, payment: { amount: 680 } });
const snapshot = (merchantTradeNo: string) => world.client.getOrder({ merchantId: '3085676', merchantTradeNo });
const handle = (merchantTradeNo: string) =>
  world.environment.client.workflow.getHandle(workflowIdOf({ merchantId: '3085676', merchantTradeNo }));

async function signalsOf(merchantTradeNo: string): Promise<unknown[]> {
  const { events } = await handle(merchantTradeNo).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
}

describe.each(['aio', 'embedded'] as const)('a payment by %s', (service) => {
  const tradeNo = (name: string) => `${service}${name}`;

  test('reaches the order with its number: amount, reference and time', async () => {
    await place(electronicOrder(tradeNo('Paid')));
    const notified = await pay(tradeNo('Paid'), { service });
    expect(notified).toMatchObject({ answered: true, httpStatus: 200, answer: '1|OK' });
    const { payment, status } = await snapshot(tradeNo('Paid'));
    expect(payment.paid).toEqual({
      amount: 680,
      reference: notified.tradeNo,
      paidAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
      method: 'creditOneTime',
      source: `${service}Notice`,
    });
    expect(status).not.toBe('awaitingPayment');
  });

  test('of a wrong amount is recorded, and the order needs attention', async () => {
    await place(electronicOrder(tradeNo('Wrong')));
    expect(await pay(tradeNo('Wrong'), { service, amount: 68 })).toMatchObject({ answered: true });
    expect(await snapshot(tradeNo('Wrong'))).toMatchObject({ attention: { reason: 'amountMismatch' } });
  });

  test('that arrives before its order is placed is sent again, and accepted then', async () => {
    expect(await pay(tradeNo('Early'), { service })).toMatchObject({ answered: false, httpStatus: 503 });
    await place(electronicOrder(tradeNo('Early')));
    expect(await pay(tradeNo('Early'), { service })).toMatchObject({ answered: true });
  });

  test('that is simulated is acknowledged without a signal, unless simulated payments count', async () => {
    await place(electronicOrder(tradeNo('Test')));
    expect(await pay(tradeNo('Test'), { service, simulate: true })).toMatchObject({ answered: true });
    expect(await signalsOf(tradeNo('Test'))).toEqual([]);
    expect(await snapshot(tradeNo('Test'))).toMatchObject({ status: 'awaitingPayment' });
    expect(await pay(tradeNo('Test'), { service, simulate: true, url: urls.count })).toMatchObject({ answered: true });
    expect(await signalsOf(tradeNo('Test'))).toEqual(['paymentConfirmed']);
  });
});

describe('an order that has ended', () => {
  test('without the payment rejects it, so that ECPay sends it again', async () => {
    await place(electronicOrder('EndedUnpaid'));
    await handle('EndedUnpaid').terminate('by an operator');
    expect(await pay('EndedUnpaid')).toMatchObject({ answered: false, httpStatus: 503 });
  });

  test('with this payment acknowledges it, and reports another payment to the merchant', async () => {
    await world.client.placeOrder({ order: paperOrder('EndedPaid'), payment: { amount: 900 } });
    const booked = await world.control('payments', { kind: 'aio', merchantTradeNo: 'EndedPaid', amount: 900 });
    const { tradeNo } = booked as NotificationResult;
    const body = aioBody({ MerchantTradeNo: 'EndedPaid', TradeAmt: '900', TradeNo: tradeNo });
    const notify = async (text: string) => {
      const answer = await postUntilAnswered(urls.ignore + CALLBACK_PATHS.aioPayment, text);
      return [answer.status, await answer.text()];
    };
    expect(await notify(body)).toEqual([200, '1|OK']);

    const ref = { merchantId: '3085676', merchantTradeNo: 'EndedPaid' };
    await world.client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    await world.control('orders/EndedPaid/redeem', {});
    await world.callBack(ref);
    expect(await world.end(ref)).toMatchObject({ status: 'settled', payment: { paid: { reference: tradeNo } } });

    expect(await notify(body)).toEqual([200, '1|OK']);
    const second = aioBody({ MerchantTradeNo: 'EndedPaid', TradeAmt: '900', TradeNo: '2605180002' });
    expect(await notify(second)).toEqual([200, '1|OK']);
    expect(await world.end(ref)).toMatchObject({
      status: 'settled',
      payment: { extra: [{ reference: '2605180002' }] },
    });
    expect(world.eventTypes(ref).at(-1)).toBe('unexpectedPayment');
  });
});
