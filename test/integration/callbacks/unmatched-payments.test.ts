/** Payments without an order stay recorded after ECPay stops sending their notifications. */
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createCallbackServer, createReceiver, deliverToOrders } from '../../../callbacks/index.js';
import { ECTicketClient } from '../../../client/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { electronicOrder } from '../../support/orders.js';
import { aioBody } from '../../support/payment-notices.js';
import { ecticket } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';

const MERCHANT = '3085676';
const merchants = new MerchantRegistry(STAGE_MERCHANTS);

let server: TestWorkflowEnvironment;
let receiver: { readonly url: string; readonly close: () => PromiseLike<unknown> };

beforeAll(async () => {
  server = await startDevServer();
  receiver = await startReceiver();
});

afterAll(async () => {
  await receiver.close();
  await server.teardown();
});

/** The receiver records payments without a worker, so none runs in these tests. */
async function startReceiver() {
  const http = createCallbackServer({
    receiver: createReceiver({ merchants, deliver: deliverToOrders(server.client) }),
    isReady: () => Promise.resolve(true),
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`, close: () => http.close() };
}

/** Posts a payment notification of ECPay. Returns the HTTP status. */
async function notify(MerchantTradeNo: string, TradeNo: string): Promise<number> {
  const body = aioBody({ MerchantTradeNo, TradeNo });
  const answer = await fetch(receiver.url + CALLBACK_PATHS.aioPayment, { method: 'POST', body });
  await answer.arrayBuffer();
  return answer.status;
}

const place = (tradeNo: string) =>
  new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: server.client, merchants }).placeOrder({
    order: electronicOrder(tradeNo),
    payment: { amount: 1360 },
  });

const run = (...args: string[]) => ecticket(args, { env: { TEMPORAL_ADDRESS: server.address } });

async function listPayments(...options: string[]) {
  const { status, json } = await run('payment', 'list-unmatched', '--json', ...options);
  expect(status).toBe(0);
  return (json() as { payments: { reference: string }[] }).payments;
}

/** Lists until these payments appear, because Temporal's index lags behind. */
async function listUntil(references: readonly string[]) {
  for (;;) {
    const payments = await listPayments();
    if (
      payments
        .map(({ reference }) => reference)
        .sort()
        .join() === [...references].sort().join()
    )
      return payments;
  }
}

test('a payment for an order that is not placed is listed once, until the order has the payment', async () => {
  expect(await notify('Early1', '2611280000000001')).toBe(503);
  expect(await notify('Early1', '2611280000000001')).toBe(503);
  const [payment] = await listUntil(['2611280000000001']);
  expect(payment).toEqual({
    merchantId: MERCHANT,
    tradeNo: 'Early1',
    reference: '2611280000000001',
    amount: 1360,
    paidAt: '2026-05-18T14:30:00+08:00',
    reason: 'unknown',
    receivedAt: expect.any(String),
  });
  await place('Early1');
  expect(await notify('Early1', '2611280000000001')).toBe(200);
  await listUntil([]);
});

test('a payment for a terminated order is listed until an operator resolves it', async () => {
  await place('Ended1');
  await server.client.workflow
    .getHandle(workflowIdOf({ merchantId: MERCHANT, merchantTradeNo: 'Ended1' }))
    .terminate('by an operator');
  expect(await notify('Ended1', '2611280000000002')).toBe(503);
  expect(await notify('Ended1', '2611280000000003')).toBe(503);
  await listUntil(['2611280000000002', '2611280000000003']);
  expect(await listPayments('--merchant', '3362787')).toEqual([]);
  expect((await run('payment', 'list-unmatched')).out).toMatch(
    /^ *Payment.*\n(?:.*\n)?3085676\/2611280000000002 +NT\$1,360 +Ended1 +the order is closed +\d{4}-/m,
  );

  const resolve = ['payment', 'resolve', '3085676/2611280000000002', '--by', 'Angela', '--why', 'refunded'];
  expect(await run(...resolve)).toMatchObject({
    status: 0,
    out: 'The payment 3085676/2611280000000002 is resolved.\n',
  });
  await listUntil(['2611280000000003']);
  expect(await run(...resolve)).toMatchObject({ status: 3, err: expect.stringContaining('no open payment') });
  // ECPay may send it once more. The operator's decision still applies.
  expect(await notify('Ended1', '2611280000000002')).toBe(503);
  expect(await run(...resolve)).toMatchObject({ status: 3 });
});

test('an invalid payment reference is refused', async () => {
  expect(await run('payment', 'resolve', 'a/b/c', '--why', 'x', '--by', 'y')).toMatchObject({ status: 2 });
  expect(await run('payment', 'resolve', '2611280000000002', '--why', 'x', '--by', 'y')).toMatchObject({
    status: 2,
    err: expect.stringContaining('Which merchant?'),
  });
});
