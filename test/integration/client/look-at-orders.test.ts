import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { createMerchantActivities } from '../../../activities/index.js';
import { ECTicketClient, workflowIdOf, type OrderFilter, type OrderSummary } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import type { OrderStatus } from '../../../workflows/messages/order.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

const SANDBOX = { environment: 'sandbox', checkCatalogue: false } as const;
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const UNKNOWN: OrderRef = { merchantId: '3085676', merchantTradeNo: 'Nobody' };

Runtime.install({ logger: new DefaultLogger('ERROR') });

let server: TestWorkflowEnvironment;
let workflowBundle: WorkflowBundle;
let tickets: ECTicketClient;

beforeAll(async () => {
  server = await startDevServer();
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  tickets = new ECTicketClient({
    ...SANDBOX,
    client: server.client,
    merchants,
    callbackBaseUrl: 'https://shop.example.tw',
  });
});

afterAll(async () => {
  await server.teardown();
});

async function place(merchantTradeNo: string, deadlineIn?: number): Promise<OrderRef> {
  const payment = deadlineIn === undefined ? {} : { deadline: new Date(Date.now() + deadlineIn) };
  return (await tickets.placeOrder({ order: electronicOrder(merchantTradeNo), payment })).ref;
}

/** A worker for what needs no ECPay, while `during` runs. */
async function withWorker<T>(during: () => Promise<T>): Promise<T> {
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: 'ecticket',
    workflowBundle,
    activities: createMerchantActivities({ deliver: () => Promise.resolve() }),
  });
  return await worker.runUntil(during);
}

/** An order that was cancelled because nobody paid, and has ended: it is cancelled before the merchant has heard of it. */
async function cancelledOrder(merchantTradeNo: string): Promise<OrderRef> {
  const ref = await place(merchantTradeNo, 1000);
  await withWorker(() => server.client.workflow.getHandle(workflowIdOf(ref)).result());
  return ref;
}

async function refusal(asked: Promise<unknown>): Promise<{ code: string; message: string }> {
  return await asked.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => error as { code: string; message: string },
  );
}

async function listed(filter: OrderFilter): Promise<OrderSummary[]> {
  const orders: OrderSummary[] = [];
  for await (const order of tickets.listOrders(filter)) orders.push(order);
  return orders;
}

/** Lists lag behind: asks until `count` orders are listed. */
async function listedOnce(count: number, filter: OrderFilter): Promise<OrderSummary[]> {
  for (;;) {
    const orders = await listed(filter);
    if (orders.length >= count) return orders;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('looking at an order', () => {
  test('that goes on takes a worker, and says so', async () => {
    const ref = await place('Look1');
    expect(await refusal(tickets.getOrder(ref))).toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot).toMatchObject({ merchantTradeNo: 'Look1', status: 'awaitingPayment', tickets: [] });
  });

  test('that has ended takes none', async () => {
    const ref = await cancelledOrder('Look2');
    expect(await tickets.getOrder(ref)).toMatchObject({ merchantTradeNo: 'Look2', status: 'cancelled' });
  });

  test('that nobody placed', async () => {
    expect(await refusal(tickets.getOrder(UNKNOWN))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });
});

describe('confirming a payment', () => {
  test('is believed by the order, without a worker at that moment, and once', async () => {
    const ref = await place('Pay1');
    await tickets.confirmPayment(ref, { amount: 1200, reference: 'T1' });
    await tickets.confirmPayment(ref, { amount: 1200, reference: 'T1' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot).toMatchObject({ status: 'issuing', payment: { paid: { amount: 1200, reference: 'T1' } } });
  });

  test('of an order that was cancelled unpaid puts it before a person', async () => {
    const ref = await cancelledOrder('Pay2');
    await tickets.confirmPayment(ref, { reference: 'T9' });
    const snapshot = await withWorker(() => tickets.waitForStatus(ref, 'needsAttention', { timeoutMs: 30_000 }));
    expect(snapshot).toMatchObject({ attention: { reason: 'paidTooLate' }, payment: { paid: { reference: 'T9' } } });
  });

  test('of an order whose workflow a person ended says that the money is to be given back', async () => {
    const ref = await place('Pay4');
    await server.client.workflow.getHandle(workflowIdOf(ref)).terminate('by a person');
    const error = await refusal(tickets.confirmPayment(ref, {}));
    expect(error).toMatchObject({ code: 'ORDER_ENDED' });
    expect(error.message).toMatch(/Give the money back/);
  });

  test('of an order that nobody placed', async () => {
    expect(await refusal(tickets.confirmPayment(UNKNOWN))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('that cannot be is refused before anybody is told', async () => {
    const ref = await place('Pay3');
    expect(await refusal(tickets.confirmPayment(ref, { amount: -1 }))).toMatchObject({ code: 'INVALID_PAYMENT' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot.status).toBe('awaitingPayment');
  });
});

describe('waiting for a status', () => {
  test('ends when the order comes to rest in one of several', async () => {
    const ref = await place('Wait1', 300);
    const snapshot = await withWorker(() => tickets.waitForStatus(ref, ['active', 'cancelled'], { timeoutMs: 30_000 }));
    expect(snapshot.status).toBe('cancelled');
  });

  test('outlasts the want of a worker', async () => {
    const ref = await place('Wait2');
    const withTimeout = { code: 'WAIT_TIMED_OUT', lastFailure: 'WORKER_UNAVAILABLE', lastStatus: 'awaitingPayment' };
    expect(await refusal(tickets.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 0 }))).toMatchObject(withTimeout);
    const waiting = tickets.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 60_000 });
    expect(await withWorker(() => waiting)).toMatchObject({ status: 'awaitingPayment' });
  });

  test('ends when the order has ended otherwise, without a worker', async () => {
    const ref = await cancelledOrder('Wait3');
    const error = await refusal(tickets.waitForStatus(ref, 'active', { timeoutMs: 30_000 }));
    expect(error).toMatchObject({ code: 'ORDER_ENDED', status: 'cancelled' });
  });

  test('ends when its time is up, and says where the order stands', async () => {
    const ref = await place('Wait4');
    const error = await refusal(tickets.waitForStatus(ref, 'active', { timeoutMs: 1 }));
    expect(error).toMatchObject({ code: 'WAIT_TIMED_OUT', lastStatus: 'awaitingPayment', wanted: ['active'] });
  });

  test('ends when it is called off', async () => {
    const caller = new AbortController();
    const waiting = tickets.waitForStatus(await place('Wait5'), 'active', { timeoutMs: 60_000, signal: caller.signal });
    const reason = new Error('the shop has closed');
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('for what is no status, for no time, for nobody', async () => {
    const ref = await place('Wait6');
    const none = [] as OrderStatus[];
    const codes = await Promise.all([
      refusal(tickets.waitForStatus(ref, 'paid' as OrderStatus, { timeoutMs: 1 })),
      refusal(tickets.waitForStatus(ref, none, { timeoutMs: 1 })),
      refusal(tickets.waitForStatus(ref, 'active', { timeoutMs: NaN })),
      refusal(tickets.waitForStatus(UNKNOWN, 'active', { timeoutMs: 60_000 })),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'ORDER_NOT_FOUND',
    ]);
  });

  test('says that Temporal cannot be reached, if that is what its time ran out on', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
    const alone = new ECTicketClient({ ...SANDBOX, client: new Client({ connection }), merchants });
    const error = await refusal(alone.waitForStatus(UNKNOWN, 'active', { timeoutMs: 200 }));
    expect(error).toMatchObject({ code: 'WAIT_TIMED_OUT', lastFailure: 'TEMPORAL_UNAVAILABLE' });
    await connection.close();
  });
});

describe('a list of orders', () => {
  test('can be filtered by status and merchant, and tells what names each', async () => {
    const platform = { merchantId: '2000132', platformId: '3085672' };
    const { ref } = await tickets.placeOrder({ order: electronicOrder('List1', platform) });
    const [order] = await listedOnce(1, { merchantId: '2000132', status: 'awaitingPayment' });
    expect(order).toMatchObject({ ref, workflowId: 'ecticket/2000132/List1', status: 'awaitingPayment' });
    expect(order).toMatchObject({ issueType: 'electronic', placedAt: expect.any(Date), endedAt: undefined });
    expect(await listed({ merchantId: '2000132', status: 'active' })).toEqual([]);
  });

  test('holds orders that have ended', async () => {
    const ref = await cancelledOrder('List2');
    const orders = await listedOnce(1, { status: 'cancelled' });
    expect(orders.find((order) => order.workflowId.endsWith('/List2'))).toMatchObject({
      ref,
      endedAt: expect.any(Date),
    });
  });

  test('holds an order once that was taken up again, as it is now', async () => {
    const ref = await cancelledOrder('List3');
    await tickets.confirmPayment(ref, { reference: 'T9' });
    await withWorker(() => tickets.waitForStatus(ref, 'needsAttention', { timeoutMs: 30_000 }));
    await listedOnce(1, { status: 'needsAttention' });
    const rows = (await listed({})).filter(({ workflowId }) => workflowId.endsWith('/List3'));
    expect(rows).toMatchObject([{ status: 'needsAttention', endedAt: undefined }]);
    // It was cancelled once, and is no more.
    const cancelled = await listed({ status: 'cancelled' });
    expect(cancelled.map(({ workflowId }) => workflowId)).not.toContain(rows[0]?.workflowId);
  });

  test('stops at its limit', async () => {
    await Promise.all(['Limit1', 'Limit2', 'Limit3'].map((tradeNo) => place(tradeNo)));
    await listedOnce(3, {});
    expect(await listed({ limit: 2 })).toHaveLength(2);
  });

  test.each<[string, object]>([
    ['a status that is none', { status: 'paid' }],
    ['a status with a query in it', { status: "active' OR WorkflowType != '" }],
    ['a merchant with a query in it', { merchantId: "1' OR '1'='1" }],
    ['a limit of nothing', { limit: 0 }],
    ['a limit of NaN', { limit: NaN }],
  ])('cannot be asked for by %s', (_what, filter) => {
    expect(() => tickets.listOrders(filter)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
