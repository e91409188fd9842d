/** The client checks orders in ECPay's catalogue before the customer pays. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { randomBytes } from 'node:crypto';
import { ECTicketClient, type OrderPlacement } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import {
  MerchantRegistry,
  STAGE_MERCHANTS,
  TicketApi,
  type CallInterceptor,
  type TicketOrder,
} from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import type { TicketOrderInput } from '../../../workflows/messages/workflow.js';
import { electronicOrder, giftOrder, mixedOrder, serialNumberOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const EXPIRES = '20991231';

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let baseUrl: string;
let requests: number;
/** Each test starts with an empty cache. */
let tickets: ECTicketClient;

beforeAll(async () => {
  server = await startDevServer();
  sandbox = createSandbox();
  baseUrl = await sandbox.listen({ port: 0 });
});
afterAll(async () => {
  await sandbox.close();
  await server.teardown();
});
beforeEach(() => {
  requests = 0;
  tickets = clientAt();
});

/** A real TicketApi that counts its requests for items. */
function countingApi(url = baseUrl): TicketApi {
  const api = new TicketApi({ merchants, baseUrl: url });
  const ask = api.batchQueryItemInfo.bind(api);
  api.batchQueryItemInfo = (request, options) => {
    const interceptor: CallInterceptor = (asked, make) => {
      const counted = () => {
        requests += 1;
        return make();
      };
      return options?.interceptor === undefined ? counted() : options.interceptor(asked, counted);
    };
    return ask(request, { ...options, interceptor });
  };
  return api;
}

function clientAt(url?: string): ECTicketClient {
  return new ECTicketClient({ environment: 'sandbox', client: server.client, merchants, ticketApi: countingApi(url) });
}

/** An address without a server. */
const NOWHERE = 'http://127.0.0.1:1';
const offSale = (number: string): TicketOrder =>
  electronicOrder(number, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });

/** The violations of a refused order, as `path: rule`. */
async function violations(placement: OrderPlacement): Promise<string[]> {
  const error: unknown = await tickets.placeOrder(placement).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  expect(error).toMatchObject({ code: 'INVALID_ORDER' });
  return (error as { violations: { path: string; rule: string }[] }).violations.map(
    ({ path, rule }) => `${path}: ${rule}`,
  );
}

async function termsOf(placement: OrderPlacement) {
  const { workflowId } = await tickets.placeOrder(placement);
  const { events } = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return (JSON.parse(Buffer.from(input?.data ?? []).toString()) as TicketOrderInput & { payment: unknown }).payment;
}

async function control(path: string, body: object, method = 'POST'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${baseUrl}/_sandbox/${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
}

describe('an order without an amount', () => {
  test('has the prices of its pickup vouchers as its amount', async () => {
    expect(await termsOf({ order: electronicOrder('Computed1') })).toEqual({ due: 'beforeIssue', amount: 1360 });
  });

  test('does not charge gift vouchers', async () => {
    expect(await termsOf({ order: mixedOrder('Computed2', EXPIRES) })).toEqual({ due: 'beforeIssue', amount: 300 });
  });

  test('needs no payment if its items are free', async () => {
    await control('items', { itemNo: 'FREE0001', itemName: '招待券', price: 0, ticketType: '1', onSale: true });
    const order = electronicOrder('Free1', { items: [{ itemNo: 'FREE0001', quantity: 1 }] });
    expect(await termsOf({ order })).toEqual({ due: 'nothing' });
  });

  test('is refused if the catalogue cannot be read', async () => {
    await control('faults', { on: '/api/Ticket/BatchQueryItemInfo', kind: 'http500', times: 1 });
    expect(await violations({ order: electronicOrder('Unread1') })).toEqual(['payment.amount: amountNeeded']);
    await control('faults', {}, 'DELETE');
  });

  test('is refused on stage if ECPay is unreachable', async () => {
    const dataConverter = encryptedDataConverter(parseCodecKeys(`a:${randomBytes(32).toString('base64')}`));
    const client = new Client({ connection: server.connection, dataConverter });
    tickets = new ECTicketClient({ environment: 'stage', client, merchants, ticketApi: countingApi(NOWHERE) });
    const order = electronicOrder('Unread2');
    expect(await violations({ order })).toEqual(['payment.amount: amountNeeded']);
    const { warnings } = await tickets.placeOrder({ order, payment: { amount: 1360 } });
    expect(warnings.map(({ rule }) => rule)).toContain('catalogueNotChecked');
  });

  test('is placed with a warning if no sandbox runs', async () => {
    const { warnings } = await clientAt(NOWHERE).placeOrder({ order: electronicOrder('NoSandbox1') });
    expect(warnings.map(({ rule }) => rule)).toContain('catalogueNotChecked');
  });
});

describe('the catalogue check', () => {
  test('reports all violations at once', async () => {
    const items = [
      { itemNo: 'NOSUCH01', quantity: 1 },
      { itemNo: 'OFF00001', quantity: 1 },
      { itemNo: 'GIFT0001', quantity: 1 },
      { itemNo: 'VQT04959', quantity: 1, expireDate: EXPIRES },
    ];
    expect(await violations({ order: electronicOrder('Wrong1', { items }) })).toEqual([
      'items[0].itemNo: itemUnknown',
      'items[1].itemNo: itemOffSale',
      'items[2].expireDate: giftExpireDateNeeded',
      'items[3].expireDate: pickupExpireDate',
    ]);
  });

  test('refuses an amount that differs from the prices', async () => {
    const order = electronicOrder('Cheap1');
    expect(await violations({ order, payment: { amount: 1 } })).toEqual(['payment.amount: amountIsCatalogueTotal']);
    expect(await termsOf({ order, payment: { amount: 1360 } })).toEqual({ due: 'beforeIssue', amount: 1360 });
  });

  test('refuses a pickup voucher in an order of gift vouchers', async () => {
    const order = { ...giftOrder('Free2', EXPIRES), items: [{ itemNo: 'VQT04959', quantity: 1, expireDate: EXPIRES }] };
    expect(await violations({ order: order as TicketOrder })).toEqual(['items[0].expireDate: pickupExpireDate']);
  });

  test('does not apply to an order that was placed before', async () => {
    const item = { itemNo: 'SEASON01', itemName: '季節限定券', price: 200, ticketType: '1' };
    await control('items', { ...item, onSale: true });
    const order = electronicOrder('Season1', { items: [{ itemNo: 'SEASON01', quantity: 1 }] });
    await tickets.placeOrder({ order });
    await control('items', { ...item, onSale: false });
    tickets = clientAt();
    await expect(tickets.placeOrder({ order })).resolves.toMatchObject({ existing: true });
  });
});

describe('catalogue requests', () => {
  test('are shared by concurrent orders, and cached', async () => {
    const placing = Array.from({ length: 30 }, (_, index) =>
      tickets.placeOrder({ order: electronicOrder(`Burst${index}`) }),
    );
    await Promise.all(placing);
    await tickets.placeOrder({ order: electronicOrder('Burst30') });
    expect(requests).toBeLessThanOrEqual(2);
  });

  test('are repeated for items that were off sale', async () => {
    await control('items', { itemNo: 'SOON0001', itemName: '即將開賣券', price: 90, ticketType: '1', onSale: false });
    const order = electronicOrder('Soon1', { items: [{ itemNo: 'SOON0001', quantity: 1 }] });
    await violations({ order });
    await control('items', { itemNo: 'SOON0001', onSale: true });
    await expect(tickets.placeOrder({ order })).resolves.toMatchObject({ existing: false });
  });

  test('pause after a failure', async () => {
    await control('faults', { on: '/api/Ticket/BatchQueryItemInfo', kind: 'http403', times: 1 });
    for (const number of ['Paused1', 'Paused2', 'Paused3']) {
      await violations({ order: electronicOrder(number) });
    }
    expect(requests).toBe(1);
    await control('faults', {}, 'DELETE');
  });

  test('are not made for serial numbers', async () => {
    await tickets.placeOrder({ order: serialNumberOrder('Serial1') });
    expect(requests).toBe(0);
  });

  test('are not made if the check is switched off', async () => {
    const ticketApi = countingApi();
    const unchecked = { environment: 'sandbox', client: server.client, merchants, ticketApi } as const;
    tickets = new ECTicketClient({ ...unchecked, checkCatalogue: false });
    await tickets.placeOrder({ order: offSale('Unchecked1') });
    expect(requests).toBe(0);
  });
});

test('the client reads items, escrow days and print data from ECPay', async () => {
  tickets = new ECTicketClient({ environment: 'sandbox', client: server.client, merchants, baseUrl });
  const merchantId = '3085676';
  await expect(tickets.queryItemInfo({ merchantId, itemNo: 'VQT04959' })).resolves.toMatchObject({ TicketPrice: 680 });
  await expect(tickets.batchQueryItemInfo({ merchantId, pageNum: 1, itemStatus: 'off' })).resolves.toMatchObject({
    RtnCode: 1,
  });
  await expect(tickets.escrowDays({ merchantId: '3362787' })).resolves.toMatchObject({ RtnCode: 1 });
  await expect(tickets.queryPrintData({ merchantId, merchantTradeNo: 'NoSuch1' })).rejects.toMatchObject({
    code: 'BUSINESS_REFUSAL',
  });
});

test.each([
  ['stage', 'http://127.0.0.1:4600'],
  ['sandbox', 'https://ecticket-stage.ecpay.com.tw'],
] as const)('the client refuses the environment %s with the address %s', (environment, url) => {
  const dataConverter = encryptedDataConverter(parseCodecKeys(`a:${randomBytes(32).toString('base64')}`));
  const client = new Client({ connection: server.connection, dataConverter });
  expect(() => new ECTicketClient({ environment, client, merchants, baseUrl: url })).toThrow(TypeError);
});
