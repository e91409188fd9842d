/** Payments without an order stay recorded after ECPay stops sending their notifications. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { MerchantRegistry, PaymentApi, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { electronicOrder } from '../../support/orders.js';
import { aioBody } from '../../support/payment-notices.js';
import { startReceiverServer, type ReceiverServer } from '../../support/receiver-server.js';
import { ecticket } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';

const MERCHANT = '3085676';
const merchants = new MerchantRegistry(STAGE_MERCHANTS);

let server: TestWorkflowEnvironment;
/** The receiver records payments without a worker, so none runs in these tests. */
let receiver: ReceiverServer;

beforeAll(async () => {
  server = await startDevServer();
  receiver = await startReceiverServer(server.client);
});

afterAll(async () => {
  await receiver.close();
  await server.teardown();
});

/** Posts a payment notification of ECPay. Returns the HTTP status. */
async function notify(MerchantTradeNo: string, TradeNo: string, url = receiver.url): Promise<number> {
  const body = aioBody({ MerchantTradeNo, TradeNo });
  const answer = await fetch(url + CALLBACK_PATHS.aioPayment, { method: 'POST', body });
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
    verification: 'unchecked',
    receivedAt: expect.any(String),
    isOld: true,
  });
  await place('Early1');
  await untilPasses(async () => expect(await notify('Early1', '2611280000000001')).toBe(200));
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
    /^ *Payment.*\n(?:.*\n)?3085676\/2611280000000002 +NT\$1,360 +Ended1 +the order is closed +unchecked +2026-05-18 14:30:00 +\d{4}-/m,
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

describe('a receiver that can query ECPay', () => {
  let sandbox: Sandbox;
  let asking: ReceiverServer;
  let payments: PaymentApi;

  beforeAll(async () => {
    sandbox = createSandbox();
    const baseUrl = await sandbox.listen({ port: 0 });
    payments = new PaymentApi({ merchants, baseUrl });
    asking = await startReceiverServer(server.client, payments);
  });
  afterAll(async () => {
    await asking.close();
    payments.close();
    await sandbox.close();
  });

  /** Pays at ECPay. Returns ECPay's number of the payment. */
  async function pay(merchantTradeNo: string): Promise<string> {
    const payload = { kind: 'aio', merchantTradeNo, amount: 1360 };
    const answer = await sandbox.app.inject({ method: 'POST', url: '/_sandbox/payments', payload });
    return answer.json<{ tradeNo: string }>().tradeNo;
  }

  test('lists a payment that ECPay has under this very number, and no re-cased or invented one', async () => {
    const before = (await listPayments()).map(({ reference }) => reference);
    const reference = await pay('Asked1');
    const real = await pay('Asked2');
    expect(await notify('asked1', reference, asking.url)).toBe(503);
    expect(await notify('Asked1', '2611280000000099', asking.url)).toBe(503);
    expect(await notify('Asked2', real, asking.url)).toBe(503);
    const listed = await listUntil([...before, real]);
    expect(listed.find((each) => each.reference === real)).toMatchObject({ verification: 'confirmed' });
  });

  test('lists a payment as unchecked while ECPay cannot be queried, and says so', async () => {
    const before = (await listPayments()).map(({ reference }) => reference);
    const payload = { on: '*', kind: 'http500', times: 1 };
    await sandbox.app.inject({ method: 'POST', url: '/_sandbox/faults', payload });
    expect(await notify('Asked3', '2611280000000098', asking.url)).toBe(503);
    await listUntil([...before, '2611280000000098']);
    const { err } = await run('payment', 'list-unmatched');
    expect(err).toContain('3085676/2611280000000098: ECPay could not be queried.');
    expect(err).toContain('3085676/2611280000000098 is more than a week older than its notification.');
  });
});

test('the notification of an order’s payment with the number in another case is not listed', async () => {
  const before = (await listPayments()).map(({ reference }) => reference);
  await place('OtherCase1');
  for (const recased of ['othercase1', 'OTHERCASE1', 'oTHERcASE1'])
    expect(await notify(recased, '2611280000000097')).toBe(503);
  expect(await notify('Later1', '2611280000000096')).toBe(503);
  await listUntil([...before, '2611280000000096']);
});

test('an invalid payment reference is refused', async () => {
  expect(await run('payment', 'resolve', 'a/b/c', '--why', 'x', '--by', 'y')).toMatchObject({ status: 2 });
  expect(await run('payment', 'resolve', '2611280000000002', '--why', 'x', '--by', 'y')).toMatchObject({
    status: 2,
    err: expect.stringContaining('Which merchant?'),
  });
});
