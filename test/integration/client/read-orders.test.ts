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
import { untilPasses } from '../../support/until-passes.js';

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

/** Runs a worker without ECPay's activities while `callback` runs. */
async function withWorker<T>(callback: () => Promise<T>): Promise<T> {
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: 'ecticket',
    workflowBundle,
    activities: createMerchantActivities({ deliver: () => Promise.resolve() }),
  });
  return await worker.runUntil(callback);
}

/** An order that was cancelled because nobody paid, and has ended. */
async function cancelledOrder(merchantTradeNo: string): Promise<OrderRef> {
  const ref = await place(merchantTradeNo, 1000);
  await withWorker(() => server.client.workflow.getHandle(workflowIdOf(ref)).result());
  return ref;
}

async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  return await call.then(
    () => Promise.reject(new Error('the call succeeded')),
    (error: unknown) => error as { code: string; message: string },
  );
}

async function list(filter: OrderFilter): Promise<OrderSummary[]> {
  const orders: OrderSummary[] = [];
  for await (const order of tickets.listOrders(filter)) orders.push(order);
  return orders;
}

/** Waits until a list has the order once, in this state, because Temporal's index lags behind. */
async function untilListed(ref: OrderRef, filter: OrderFilter, state: object): Promise<void> {
  await untilPasses(async () => {
    const found = (await list(filter)).filter(({ workflowId }) => workflowId === workflowIdOf(ref));
    expect(found).toMatchObject([{ ref, ...state }]);
  });
}

describe('getOrder', () => {
  test('needs a worker for a running order, and says so', async () => {
    const ref = await place('Look1');
    expect(await errorOf(tickets.getOrder(ref))).toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot).toMatchObject({ merchantTradeNo: 'Look1', status: 'awaitingPayment', tickets: [] });
  });

  test('needs no worker for a closed order', async () => {
    const ref = await cancelledOrder('Look2');
    expect(await tickets.getOrder(ref)).toMatchObject({ merchantTradeNo: 'Look2', status: 'cancelled' });
  });

  test('fails for an unknown order', async () => {
    expect(await errorOf(tickets.getOrder(UNKNOWN))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });
});

describe('confirmPayment', () => {
  test('records a payment once, and needs no worker', async () => {
    const ref = await place('Pay1');
    await tickets.confirmPayment(ref, { amount: 1200, reference: 'T1' });
    await tickets.confirmPayment(ref, { amount: 1200, reference: 'T1' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot).toMatchObject({ status: 'issuing', payment: { paid: { amount: 1200, reference: 'T1' } } });
  });

  test('makes an order that was cancelled unpaid need attention', async () => {
    const ref = await cancelledOrder('Pay2');
    await tickets.confirmPayment(ref, { reference: 'T9' });
    const snapshot = await withWorker(() => tickets.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 }));
    expect(snapshot).toMatchObject({ attention: { reason: 'paidTooLate' }, payment: { paid: { reference: 'T9' } } });
  });

  test('fails for a terminated order, and says to return the money', async () => {
    const ref = await place('Pay4');
    await server.client.workflow.getHandle(workflowIdOf(ref)).terminate('by an operator');
    const error = await errorOf(tickets.confirmPayment(ref, {}));
    expect(error).toMatchObject({ code: 'ORDER_ENDED' });
    expect(error.message).toMatch(/Return the money/);
  });

  test('fails for an unknown order', async () => {
    expect(await errorOf(tickets.confirmPayment(UNKNOWN))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('refuses an invalid payment before it sends a signal', async () => {
    const ref = await place('Pay3');
    expect(await errorOf(tickets.confirmPayment(ref, { amount: -1 }))).toMatchObject({ code: 'INVALID_PAYMENT' });
    const snapshot = await withWorker(() => tickets.getOrder(ref));
    expect(snapshot.status).toBe('awaitingPayment');
  });
});

describe('waitForStatus', () => {
  test('returns the order when it has one of several statuses', async () => {
    const ref = await place('Wait1', 300);
    const snapshot = await withWorker(() =>
      tickets.waitForStatus(ref, ['active', 'cancelled'], { timeoutMs: 120_000 }),
    );
    expect(snapshot.status).toBe('cancelled');
  });

  test('continues while no worker runs', async () => {
    const ref = await place('Wait2');
    const withTimeout = { code: 'WAIT_TIMED_OUT', lastFailure: 'WORKER_UNAVAILABLE', lastStatus: 'awaitingPayment' };
    await untilPasses(async () => {
      const error = await errorOf(tickets.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 0 }));
      expect(error).toMatchObject(withTimeout);
    });
    const waiting = tickets.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 120_000 });
    expect(await withWorker(() => waiting)).toMatchObject({ status: 'awaitingPayment' });
  });

  test('fails when the order ended with another status, without a worker', async () => {
    const ref = await cancelledOrder('Wait3');
    const error = await errorOf(tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 }));
    expect(error).toMatchObject({ code: 'ORDER_ENDED', status: 'cancelled' });
  });

  test('times out with the last status', async () => {
    const ref = await place('Wait4');
    // Temporal has a second for the status, which is too little on a busy machine.
    await untilPasses(async () => {
      const error = await errorOf(tickets.waitForStatus(ref, 'active', { timeoutMs: 1 }));
      expect(error).toMatchObject({ code: 'WAIT_TIMED_OUT', lastStatus: 'awaitingPayment', wanted: ['active'] });
    });
  });

  test('ends with the reason of an aborted signal', async () => {
    const caller = new AbortController();
    const waiting = tickets.waitForStatus(await place('Wait5'), 'active', { timeoutMs: 60_000, signal: caller.signal });
    const reason = new Error('the process is shutting down');
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('refuses an invalid status, an invalid timeout and an unknown order', async () => {
    const ref = await place('Wait6');
    const none = [] as OrderStatus[];
    const codes = await Promise.all([
      errorOf(tickets.waitForStatus(ref, 'paid' as OrderStatus, { timeoutMs: 1 })),
      errorOf(tickets.waitForStatus(ref, none, { timeoutMs: 1 })),
      errorOf(tickets.waitForStatus(ref, 'active', { timeoutMs: NaN })),
      errorOf(tickets.waitForStatus(UNKNOWN, 'active', { timeoutMs: 60_000 })),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'ORDER_NOT_FOUND',
    ]);
  });

  test('times out with the code of the last failure when Temporal is unreachable', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
    const alone = new ECTicketClient({ ...SANDBOX, client: new Client({ connection }), merchants });
    const error = await errorOf(alone.waitForStatus(UNKNOWN, 'active', { timeoutMs: 200 }));
    expect(error).toMatchObject({ code: 'WAIT_TIMED_OUT', lastFailure: 'TEMPORAL_UNAVAILABLE' });
    await connection.close();
  });
});

describe('listOrders', () => {
  test('filters by status and merchant, and returns the reference of each order', async () => {
    const platform = { merchantId: '2000132', platformId: '3085672' };
    const { ref } = await tickets.placeOrder({ order: electronicOrder('List1', platform) });
    const filter = { merchantId: '2000132', status: 'awaitingPayment' } as const;
    const dates = { placedAt: expect.any(Date), endedAt: undefined };
    await untilListed(ref, filter, { ...dates, status: 'awaitingPayment', issueType: 'electronic' });
    expect(await list(filter)).toMatchObject([{ ref, workflowId: 'ecticket/2000132/List1' }]);
    expect(await list({ merchantId: '2000132', status: 'active' })).toEqual([]);
  });

  test('returns closed orders', async () => {
    const ref = await cancelledOrder('List2');
    await untilListed(ref, { status: 'cancelled' }, { endedAt: expect.any(Date) });
  });

  test('returns an adopted order once, with its current status', async () => {
    const ref = await cancelledOrder('List3');
    await tickets.confirmPayment(ref, { reference: 'T9' });
    await withWorker(() => tickets.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 }));
    await untilListed(ref, {}, { status: 'needsAttention', endedAt: undefined });
    // The order was cancelled before it was adopted.
    const cancelled = await list({ status: 'cancelled' });
    expect(cancelled.map(({ workflowId }) => workflowId)).not.toContain(workflowIdOf(ref));
  });

  test('stops at its limit', async () => {
    const refs = await Promise.all(['Limit1', 'Limit2', 'Limit3'].map((tradeNo) => place(tradeNo)));
    for (const ref of refs) await untilListed(ref, {}, { status: 'awaitingPayment' });
    expect(await list({ limit: 2 })).toHaveLength(2);
  });

  test.each<[string, object]>([
    ['an unknown status', { status: 'paid' }],
    ['a status with a query in it', { status: "active' OR WorkflowType != '" }],
    ['a merchant with a query in it', { merchantId: "1' OR '1'='1" }],
    ['a limit of 0', { limit: 0 }],
    ['a limit of NaN', { limit: NaN }],
  ])('refuses a filter with %s', (_what, filter) => {
    expect(() => tickets.listOrders(filter)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
