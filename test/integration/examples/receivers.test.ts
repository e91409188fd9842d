/** The receivers of examples/koa, nestjs and lambda, as `npm run example` runs them. ECPay and the worker call them. */
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ECTicketClient } from '../../../client/index.js';
import { HashKeyPair, MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { signCallback, signPayment } from '../../../testing/index.js';
import { webhook } from '../../../workers/webhook.js';
import { callbackBody } from '../../support/callback-requests.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { lambdaEvent } from '../../support/lambda-event.js';
import { electronicOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';
import { start, type Running } from '../scripts/run-script.js';

const NAMES = ['koa', 'nestjs', 'lambda'] as const;
const SECRET = Buffer.alloc(32, 7);

interface Example {
  readonly running: Running;
  readonly url: string;
}
const examples: Record<string, Example> = {};

/** The example that has an order is named in the order's number: KOA1. */
function exampleOf(number: string): Example {
  const name = number.replace(/\d+$/, '').toLowerCase();
  const example = examples[name];
  if (example === undefined) throw new Error(`No example runs for ${number}.`);
  return example;
}

const world = useDevWorld({
  deliver: async (event) => {
    const { url } = exampleOf(event.order.merchantTradeNo ?? '');
    await webhook({ url: `${url}/ecticket/events`, secret: createSecretKey(SECRET) })(event);
  },
});

beforeAll(async () => {
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: world().environment.address,
    ECTICKET_BASE_URL: world().sandboxUrl,
    ECTICKET_EVENTS_SECRET: `whsec_${SECRET.toString('base64')}`,
  };
  const starting = NAMES.map(async (name) => {
    const running = start('scripts/run.mjs', ['example', name, '--port', '0'], { env });
    const [url = ''] = /http\S+/.exec(await running.waitForLine(/^listening on /)) ?? [];
    examples[name] = { running, url };
  });
  await Promise.all(starting);
});
afterAll(async () => {
  const ends = Object.values(examples).map(async ({ running }) => {
    running.signal('SIGTERM');
    return (await running.ended).status;
  });
  expect(await Promise.all(ends)).toEqual(NAMES.map(() => 0));
});

/** Places an unpaid order whose callbacks go to the example. */
async function placed(number: string) {
  const { url, running } = exampleOf(number);
  const { environment, sandboxUrl } = world();
  const ecticket = new ECTicketClient({
    client: environment.client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    environment: 'sandbox',
    baseUrl: sandboxUrl,
    callbackBaseUrl: url,
  });
  const order = electronicOrder(number);
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1360 }, timing: PROMPT });
  return { ref, url, running };
}

describe.each(NAMES)('examples/%s', (name) => {
  test('a paid order gets its tickets, a redeemed ticket is reported, and the events arrive', async () => {
    const number = `${name.toUpperCase()}1`;
    const { ref, url, running } = await placed(number);
    const notifyUrl = `${url}/ecpay/payment/aio`;
    await world().control('payments', { kind: 'aio', merchantTradeNo: number, amount: 1360, notifyUrl });
    await world().client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    await world().control(`orders/${number}/redeem`, { count: 1 });
    await world().runCallbacks();
    expect(world().orderAtECPay(number).callbacks).toMatchObject([
      { url: `${url}/ecpay/ticket/use-status`, state: 'answered' },
    ]);
    await running.waitForLine(new RegExp(`^${number}: redeemed$`));
  });

  test('what ECPay or the worker has not signed is refused and reaches no order', async () => {
    const { ref, url } = await placed(`${name.toUpperCase()}2`);
    const merchantTradeNo = `${name.toUpperCase()}2`;
    const post = async (path: string, init: RequestInit) => {
      const { status } = await fetch(url + path, { method: 'POST', ...init });
      return status;
    };
    const callback = await signCallback({ kind: 'refund', order: ref });
    const payment = signPayment({ kind: 'aio', merchantTradeNo, amount: 1360 });
    const otherKeys = new HashKeyPair('x'.repeat(16), 'y'.repeat(16));
    const headers = { 'content-type': 'application/json' };

    expect({
      otherKeys: await post(callback.path, {
        headers,
        body: callbackBody({ MerchantTradeNo: merchantTradeNo }, { keys: otherKeys }),
      }),
      changed: await post(callback.path, { headers, body: callback.body.replace(/"Data":"./, '"Data":"_') }),
      empty: await post(callback.path, { headers }),
      otherAmount: await post(payment.path, {
        headers: payment.headers,
        body: payment.body.replace('TradeAmt=1360', 'TradeAmt=1361'),
      }),
      get: (await fetch(url + callback.path)).status,
      otherPath: await post(`${callback.path}/more`, callback),
      event: await post('/ecticket/events', { headers, body: '{"id":"1","type":"issued"}' }),
    }).toEqual({ otherKeys: 400, changed: 400, empty: 400, otherAmount: 400, get: 405, otherPath: 404, event: 401 });
    expect(await world().client.getOrder(ref)).toMatchObject({ status: 'awaitingPayment', callbacks: { received: 0 } });

    await untilPasses(async () => expect(await post(callback.path, callback)).toBe(200));
    expect((await world().client.getOrder(ref)).callbacks.received).toBeGreaterThanOrEqual(1);
  });
});

describe('the handler of examples/lambda', () => {
  const sockets: Socket[] = [];
  /** Temporal's address, where connections are counted. */
  const temporal = createServer((socket) => {
    sockets.push(socket);
    const [host, port] = world().environment.address.split(':');
    const upstream = connect(Number(port), host);
    for (const each of [socket, upstream]) each.on('error', () => each.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  const before = { ...process.env };
  afterAll(() => {
    process.env = before;
    temporal.close();
    for (const socket of sockets) socket.destroy();
  });

  test('connects once, however many events it gets, and reads bodies in base64', async () => {
    temporal.listen(0, '127.0.0.1');
    await once(temporal, 'listening');
    process.env['TEMPORAL_ADDRESS'] = `127.0.0.1:${(temporal.address() as AddressInfo).port}`;
    const { handler } = await import('../../../examples/lambda/handler.js');
    expect(sockets).toHaveLength(0);

    const { ref } = await placed('LAMBDA3');
    const callback = await signCallback({ kind: 'useStatus', order: ref });
    const payment = signPayment({ kind: 'aio', merchantTradeNo: 'LAMBDA3', amount: 1360 });
    const results = await Promise.all([
      handler(lambdaEvent(callback)),
      handler(lambdaEvent(callback, { base64: true })),
      handler(lambdaEvent(payment, { base64: true })),
    ]);
    expect(results.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(results[2]).toMatchObject({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '1|OK' });
    await handler(lambdaEvent(await signCallback({ kind: 'refund', order: ref })));
    expect(sockets).toHaveLength(1);
    expect(await world().client.getOrder(ref)).toMatchObject({ payment: { paid: { amount: 1360 } } });
  });

  test('refuses a body that is not what ECPay signed, no body, and another method', async () => {
    const { handler } = await import('../../../examples/lambda/handler.js');
    const { path, body } = signPayment({ kind: 'aio', merchantTradeNo: 'LAMBDA3', amount: 1360 });
    const results = await Promise.all([
      handler(lambdaEvent({ path, body: body.replace('1360', '1361') }, { base64: true })),
      handler({ ...lambdaEvent({ path, body }, { base64: true }), isBase64Encoded: false }),
      handler(lambdaEvent({ path })),
      handler(lambdaEvent({ path, body }, { method: 'GET' })),
      handler(lambdaEvent({ path: '/', body })),
    ]);
    expect(results.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 405, 404]);
  });
});
