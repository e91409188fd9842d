import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection, Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient, type OrderPlacement } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import type { TicketOrderInput } from '../../../workflows/messages/workflow.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

const SANDBOX = { environment: 'sandbox', checkCatalogue: false } as const;
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const DAY = 86_400_000;

let server: TestWorkflowEnvironment;
let tickets: ECTicketClient;

beforeAll(async () => {
  server = await startDevServer();
  tickets = clientAt();
});

afterAll(async () => {
  await server.teardown();
});

function clientAt(options: { now?: () => number; callbackBaseUrl?: string } = {}): ECTicketClient {
  const callbackBaseUrl = 'https://shop.example.tw';
  return new ECTicketClient({ ...SANDBOX, client: server.client, merchants, callbackBaseUrl, ...options });
}

async function describeWorkflow(workflowId: string) {
  const description = await server.client.workflow.getHandle(workflowId).describe();
  const pairs = description.typedSearchAttributes.getAll();
  return { ...description, attributes: Object.fromEntries(pairs.map(({ key, value }) => [key.name, value])) };
}

/** The input of the workflow, and its signals. */
async function readHistory(workflowId: string): Promise<{ input: TicketOrderInput; signals: unknown[] }> {
  const { events } = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const values = (events ?? []).map((event) => {
    const { input } =
      event.workflowExecutionStartedEventAttributes ?? event.workflowExecutionSignaledEventAttributes ?? {};
    return input?.payloads?.map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()) as unknown)[0];
  });
  const [input, ...signals] = values.filter((value) => value !== undefined);
  return { input: input as TicketOrderInput, signals };
}

async function errorOf(call: Promise<unknown>): Promise<{ name: string; code: string; message: string }> {
  return await call.then(
    () => Promise.reject(new Error('the call succeeded')),
    (error: unknown) => error as { name: string; code: string; message: string },
  );
}

describe('an order that is placed', () => {
  test('runs with its number as workflow id, and with search attributes', async () => {
    const deadline = new Date(Date.now() + DAY);
    const order = electronicOrder('Placed1');
    const placed = await tickets.placeOrder({ order, payment: { amount: 1200, deadline } });

    expect(placed).toEqual({
      ref: { merchantId: '3085676', merchantTradeNo: 'Placed1' },
      workflowId: 'ecticket/3085676/Placed1',
      existing: false,
      warnings: [],
    });
    const { type, taskQueue, attributes, staticSummary } = await describeWorkflow(placed.workflowId);
    expect({ type, taskQueue, attributes }).toEqual({
      type: 'ticketOrder',
      taskQueue: 'ecticket',
      attributes: {
        ECTicketStatus: 'awaitingPayment',
        ECTicketMerchantId: '3085676',
        ECTicketIssueType: 'electronic',
        ECTicketDueAt: deadline,
      },
    });
    expect(await staticSummary()).toBe('2 electronic tickets of merchant 3085676: 2 × VQT04959');
    expect((await readHistory(placed.workflowId)).input).toEqual({
      order: {
        ...order,
        useStatusNotifyUrl: 'https://shop.example.tw/ecpay/ticket/use-status',
        refundNotifyUrl: 'https://shop.example.tw/ecpay/ticket/refund',
      },
      payment: { due: 'beforeIssue', amount: 1200, deadline: deadline.getTime() },
    });
  });

  test('is issued at once if it is paid, and has no due date', async () => {
    const payment = { deadline: new Date(Date.now() + DAY), paid: { amount: 1200, reference: 'T1' } };
    const { workflowId } = await tickets.placeOrder({ order: electronicOrder('Paid1'), payment });
    const { attributes } = await describeWorkflow(workflowId);
    expect(attributes).toMatchObject({ ECTicketStatus: 'issuing' });
    expect(attributes).not.toHaveProperty('ECTicketDueAt');
  });

  test('by a platform is validated with the profile of the platform', async () => {
    const order = electronicOrder('Platform1', { merchantId: '2000132', platformId: '3085672' });
    const { ref } = await tickets.placeOrder({ order });
    expect(ref).toEqual({ merchantId: '2000132', platformId: '3085672', merchantTradeNo: 'Platform1' });
  });

  test('without notify URLs is placed with warnings', async () => {
    const silent = new ECTicketClient({ ...SANDBOX, client: server.client, merchants });
    const { warnings } = await silent.placeOrder({ order: electronicOrder('Silent1') });
    expect(warnings.map(({ path }) => path)).toEqual(expect.arrayContaining(['refundNotifyUrl', 'useStatusNotifyUrl']));
  });
});

describe('the same order placed again', () => {
  test('returns the existing order', async () => {
    const order = electronicOrder('Again1');
    const first = await tickets.placeOrder({ order });
    const reordered = Object.fromEntries(Object.entries(order).reverse()) as typeof order;
    const second = await clientAt({ callbackBaseUrl: 'https://new.example.tw' }).placeOrder({
      order: reordered,
      payment: { deadline: new Date(Date.now() + DAY) },
    });
    expect(second).toEqual({ ...first, existing: true });
  });

  test('ten times at once starts one workflow', async () => {
    const order = electronicOrder('Race1');
    const placed = await Promise.all(Array.from({ length: 10 }, () => tickets.placeOrder({ order })));
    expect(placed.filter(({ existing }) => !existing)).toHaveLength(1);
  });

  test('returns the existing order after it has ended', async () => {
    const order = electronicOrder('Ended1');
    const { workflowId } = await tickets.placeOrder({ order });
    await server.client.workflow.getHandle(workflowId).terminate('by an operator');
    expect(await tickets.placeOrder({ order })).toMatchObject({ existing: true });
  });

  test('returns the existing order when its start date or its deadline has passed', async () => {
    const order = electronicOrder('Late1', {
      availability: 'fromStartDate',
      items: [{ itemNo: 'VQT04959', quantity: 1, startDate: '20260519' }],
    });
    const now = Date.UTC(2026, 4, 18, 6);
    const placement: OrderPlacement = { order, payment: { deadline: new Date(now + DAY) } };
    await clientAt({ now: () => now }).placeOrder(placement);

    const dayAfter = clientAt({ now: () => now + 2 * DAY });
    expect(await dayAfter.placeOrder(placement)).toMatchObject({ existing: true });
    expect(await dayAfter.placeOrder({ order })).toMatchObject({ existing: true });
    const late = { ...placement, order: { ...order, merchantTradeNo: 'Late2' } };
    expect(await errorOf(dayAfter.placeOrder(late))).toMatchObject({ code: 'INVALID_ORDER' });
  });

  test('as paid confirms the payment of an order that waits for it', async () => {
    const order = electronicOrder('PaidLater1');
    const { workflowId } = await tickets.placeOrder({ order });
    const paid = { amount: 1200, reference: 'T2' };
    expect(await tickets.placeOrder({ order, payment: { paid } })).toMatchObject({ existing: true });
    expect((await readHistory(workflowId)).signals).toEqual([paid]);
  });

  test('as paid fails if the order ended unpaid', async () => {
    const order = electronicOrder('PaidTooLate1');
    const { workflowId } = await tickets.placeOrder({ order });
    await server.client.workflow.getHandle(workflowId).terminate('never paid');
    const error = await errorOf(tickets.placeOrder({ order, payment: { paid: { reference: 'T3' } } }));
    expect(error).toMatchObject({ name: 'OrderEndedError', code: 'ORDER_ENDED' });
    expect(error.message).toMatch(/Return the money/);
  });
});

describe('a different order with the same number', () => {
  test.each<[string, Partial<OrderPlacement>]>([
    ['with more tickets', { order: electronicOrder('Taken1', { items: [{ itemNo: 'VQT04959', quantity: 3 }] }) }],
    ['for another customer', { order: electronicOrder('Taken1', { customerEmail: 'else@example.com' }) }],
    ['for another amount', { payment: { amount: 1300 } }],
  ])('%s is a conflict', async (_what, changes) => {
    const placement = { order: electronicOrder('Taken1'), payment: { amount: 1200 } };
    await tickets.placeOrder(placement);
    const error = await errorOf(tickets.placeOrder({ ...placement, ...changes }));
    expect(error).toMatchObject({ name: 'OrderConflictError', code: 'ORDER_CONFLICT' });
  });

  test('at the same time: one is placed, the other is a conflict', async () => {
    const codes = await Promise.all(
      [1, 2].map((quantity) =>
        tickets
          .placeOrder({ order: electronicOrder('Race2', { items: [{ itemNo: 'VQT04959', quantity }] }) })
          .then(({ existing }) => (existing ? 'existing' : 'placed'))
          .catch((error: unknown) => (error as { code: string }).code),
      ),
    );
    expect(codes.sort()).toEqual(['ORDER_CONFLICT', 'placed']);
  });

  test('that was started by hand is a conflict', async () => {
    await server.client.workflow.start('ticketOrder', { taskQueue: 'ecticket', workflowId: 'ecticket/3085676/Hand1' });
    const error = await errorOf(tickets.placeOrder({ order: electronicOrder('Hand1') }));
    expect(error.code).toBe('ORDER_CONFLICT');
  });
});

describe('nothing is started', () => {
  test.each<[string, unknown, string]>([
    ['for an order that breaks rules', electronicOrder('Bad1', { customerPhone: '0212345678' }), 'INVALID_ORDER'],
    ['for an order of an unknown merchant', electronicOrder('Bad1', { merchantId: '9999999' }), 'UNKNOWN_MERCHANT'],
    ['for an order without a merchant', { merchantTradeNo: 'Bad1' }, 'INVALID_ORDER'],
    ['for null', null, 'INVALID_ORDER'],
    ['for a string', 'an order please', 'INVALID_ORDER'],
    ['for a list', [], 'INVALID_ORDER'],
  ])('%s', async (_what, order, code) => {
    expect(await errorOf(tickets.placeOrder({ order } as OrderPlacement))).toMatchObject({ code });
    await expect(describeWorkflow('ecticket/3085676/Bad1')).rejects.toThrow(/not found/);
  });

  test('for invalid payment terms and timing', async () => {
    const order = electronicOrder('Bad2');
    const yesterday = new Date(Date.now() - DAY);
    expect(await errorOf(tickets.placeOrder({ order, payment: { deadline: yesterday } }))).toMatchObject({
      code: 'INVALID_PAYMENT',
    });
    expect(await errorOf(tickets.placeOrder({ order, timing: { releaseAfter: NaN } }))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
    await expect(describeWorkflow('ecticket/3085676/Bad2')).rejects.toThrow(/not found/);
  });

  test.each<[string, object | null]>([
    ['null', null],
    ['a payment in the wrong place', { order: electronicOrder('Bad5'), paid: { amount: 1200 } }],
  ])('for %s', async (_what, placement) => {
    const error = await errorOf(tickets.placeOrder(placement as unknown as OrderPlacement));
    expect(error).toMatchObject({ name: 'InvalidRequestError', code: 'INVALID_REQUEST' });
  });

  test('in a namespace without the search attributes, and the error says how to add them', async () => {
    const attribute = 'ECTicketIssueType';
    const { operatorService } = server.connection;
    await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: [attribute] });
    const error = await errorOf(tickets.placeOrder({ order: electronicOrder('Bad3') }));
    expect(error).toMatchObject({ code: 'SEARCH_ATTRIBUTES_MISSING' });
    expect(error.message).toMatch(/ECTicketIssueType.*search-attribute create/);
  });

  test('if Temporal is unreachable', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
    const alone = new ECTicketClient({ ...SANDBOX, client: new Client({ connection }), merchants });
    const error = await errorOf(alone.placeOrder({ order: electronicOrder('Bad4') }));
    expect(error).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE', message: expect.stringContaining(' at 127.0.0.1:1 ') });
    await connection.close();
  });
});
