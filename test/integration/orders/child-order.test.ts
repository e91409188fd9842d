/** Ticket orders as child workflows of a merchant's own workflow (parent-workflows.ts). */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrderSnapshot, OrderStatus } from '../../../client/index.js';
import type { OrderRef, TicketOrder } from '../../../ecticket/order.js';
import type { Violation } from '../../../ecticket/violation.js';
import type { ChildOrder } from '../../../workflows/index.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { startMerchantWorker } from '../../support/merchant-worker.js';
import { dayInTaipei, electronicOrder, giftOrder } from '../../support/orders.js';
import { startReceiverServer, type ReceiverServer } from '../../support/receiver-server.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import type * as parentWorkflows from './parent-workflows.js';

const PAID_FIRST = { due: 'beforeIssue', amount: 1360 } as const;
const TIMING = { firstResultQuery: 200, resultQueryInterval: 200 };
const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });

let world: OrderWorld;
let receiver: ReceiverServer;
let stopParentWorker: () => Promise<void>;
beforeAll(async () => {
  const environment = await startDevServer();
  world = await startOrderWorld(environment, { sandbox: { issueDelay: 100 } });
  receiver = await startReceiverServer(environment.client);
  stopParentWorker = await startMerchantWorker(environment, 'shop', new URL('./parent-workflows.ts', import.meta.url));
});
afterAll(async () => {
  await stopParentWorker();
  await receiver.close();
  await world.close();
  await world.environment.teardown();
});

async function start(workflow: keyof typeof parentWorkflows, sale: ChildOrder, workflowId = workflowIdOf(sale.order)) {
  return await world.environment.client.workflow.start<(sale: ChildOrder) => Promise<unknown>>(workflow, {
    workflowId: `sale of ${workflowId}`,
    taskQueue: 'shop',
    args: [{ ...sale, timing: TIMING }],
  });
}

function eventsOf(number: string) {
  return world.events.filter(({ id }) => id.startsWith(`${workflowIdOf(refOf(number))}/`));
}

/** As `waitForStatus`, also for an order that its parent has not started yet. */
async function orderIn(status: OrderStatus, ref: OrderRef): Promise<OrderSnapshot> {
  for (;;) {
    try {
      return await world.client.waitForStatus(ref, status, { timeoutMs: 120_000 });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ORDER_NOT_FOUND') throw error;
      await sleep(50);
    }
  }
}

test('a parent confirms the payment by a signal and waits for the end, and the client can use the order', async () => {
  const { client, eventTypes } = world;
  const sale = await start('sellAndWait', {
    order: electronicOrder('CHILD1'),
    payment: PAID_FIRST,
  });
  await orderIn('active', refOf('CHILD1'));
  await client.redeem(refOf('CHILD1'), { tickets: { count: 2 } });
  expect(await sale.result()).toBe('settled: 2 redeemed');
  expect(eventTypes(refOf('CHILD1'))).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  await untilPasses(async () => {
    const listed = [];
    for await (const { ref, status } of client.listOrders()) listed.push([ref.merchantTradeNo, status]);
    expect(listed).toContainEqual(['CHILD1', 'settled']);
  });
});

test('an abandoned child order outlives its parent', async () => {
  const { client } = world;
  const sale = await start('sellAndLeave', {
    order: electronicOrder('CHILD2'),
    payment: PAID_FIRST,
  });
  expect(await sale.result()).toBe('ecticket/3085676/CHILD2');
  await client.confirmPayment(refOf('CHILD2'));
  expect(await orderIn('active', refOf('CHILD2'))).toMatchObject({ counts: { unused: 2 } });
});

test('an unissued child order is cancelled when its parent ends with REQUEST_CANCEL', async () => {
  const sale = await start('sellFor', {
    order: electronicOrder('CHILD3'),
    payment: PAID_FIRST,
  });
  await sale.result();
  expect(await orderIn('cancelled', refOf('CHILD3'))).toMatchObject({
    decisions: [{ by: 'Temporal' }],
  });
});

test('a parent waits for gift vouchers with one executeChild call', async () => {
  const { client } = world;
  const order = giftOrder('CHILD4', dayInTaipei(Date.now(), 60));
  const gift = await start('give', { order });
  const ref = { merchantId: '3085676', freeTradeNo: 'CHILD4' };
  await orderIn('active', ref);
  await client.redeem(ref, { tickets: { count: 2 } });
  expect(await gift.result()).toBe('settled');
});

test('a child order settles by callbacks', async () => {
  const { client, control, sandbox } = world;
  const sale = await start('sellAndWait', {
    order: electronicOrder('CHILD6'),
    payment: PAID_FIRST,
    callbackBaseUrl: receiver.url,
  });
  await orderIn('active', refOf('CHILD6'));
  await control('orders/CHILD6/redeem', { count: 2 });
  await control('callbacks/run', {});
  expect(await sale.result()).toBe('settled: 2 redeemed');
  expect(sandbox.book.order('CHILD6')?.callbacks.map(({ state }) => state)).toEqual(['answered']);
  // The first scheduled reconciliation would come a day later.
  expect(await client.getOrder(refOf('CHILD6'))).toMatchObject({ callbacks: { received: 1 } });
});

test('an invalid order fails in the parent at once, and nothing is started', async () => {
  const { customerName: _none, ...nameless } = electronicOrder('CHILD7', {
    items: [{ itemNo: 'VQT04959', quantity: 0 }],
  });
  const sale = await start('sellAndWait', { order: nameless as TicketOrder });
  const failure = await sale.result().catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { type: 'INVALID_ORDER', nonRetryable: true } });
  const { details } = (failure as { cause: { details: Violation[][] } }).cause;
  expect(details[0]?.map(({ path, rule }) => [path, rule])).toEqual([
    ['order.customerName', 'customerNameNeeded'],
    ['order.items[0].quantity', 'ticketAmount'],
  ]);
  await expect(world.client.getOrder(refOf('CHILD7'))).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
});

test('addresses that ECPay cannot call fail in the parent together with the other violations', async () => {
  const order = electronicOrder('CHILD8', { operator: '', useStatusNotifyUrl: 'https://shop.example.tw:8443/use' });
  const sale = await start('sellAndWait', { order, payment: PAID_FIRST, callbackBaseUrl: 'http://10.0.0.7:4610' });
  const failure = await sale.result().catch((error: unknown) => error);
  const { details } = (failure as { cause: { details: Violation[][] } }).cause;
  expect(details[0]?.map(({ path, rule }) => [path, rule])).toEqual([
    ['order.operator', 'operator'],
    ['order.useStatusNotifyUrl', 'useStatusNotifyUrlCallable'],
    ['callbackBaseUrl', 'callbackBaseUrlCallable'],
  ]);
  await expect(world.client.getOrder(refOf('CHILD8'))).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
});

test('a used number fails in the parent', async () => {
  await start('sellAndLeave', { order: electronicOrder('CHILD5'), payment: PAID_FIRST });
  await orderIn('awaitingPayment', refOf('CHILD5'));
  const again = await start('sellAndLeave', { order: electronicOrder('CHILD5'), payment: PAID_FIRST }, 'the same');
  await expect(again.result()).rejects.toMatchObject({
    cause: { message: expect.stringContaining('already started') },
  });
});

describe('A child order checks before its payment what placeOrder checks before it starts:', () => {
  const invalidOrders: readonly [string, Parameters<typeof electronicOrder>[1], number, readonly [string, string]][] = [
    ['a rule of the Issue page', { customerPhone: '12345' }, 1360, ['customerPhone', 'customerPhone']],
    ['an item', { items: [{ itemNo: 'VQT00000', quantity: 2 }] }, 1360, ['items[0].itemNo', 'itemUnknown']],
    ['the price', {}, 1, ['payment.amount', 'amountIsCatalogueTotal']],
    ['the price of an order for nothing', {}, 0, ['payment.amount', 'amountIsCatalogueTotal']],
  ];
  test.each(invalidOrders)('%s', async (name, fields, amount, [path, rule]) => {
    const number = `CHECKED${invalidOrders.findIndex(([each]) => each === name)}`;
    const order = electronicOrder(number, fields);
    const sale = await start('waitForEnd', { order, payment: { due: 'beforeIssue', amount } });
    expect(await sale.result()).toMatchObject({ status: 'cancelled', violations: [{ path, rule }], tickets: [] });
    expect(eventsOf(number)).toMatchObject([
      { type: 'cancelled', data: { reason: 'invalid', violations: [{ path, rule }] } },
    ]);
    expect(world.sandbox.book.order(number)).toBeUndefined();
  });

  test.each([
    ['UPPERCASE1', 'uppercase1'],
    ['lowercase1', 'LOWERCASE1'],
    ['MixedCase1', 'mixedcase1'],
    ['mixedcase2', 'MixedCase2'],
    ['aBcDeF3', 'AbCdEf3'],
  ])('a number that differs only in case: %s is placed, so %s is cancelled', async (first, second) => {
    await world.client.placeOrder({ order: electronicOrder(first) });
    const sale = await start('waitForEnd', { order: electronicOrder(second), payment: PAID_FIRST });
    const failure = await sale.result().catch((error: unknown) => error);
    // A client that places a mixed-case number reserves the lower-case form, so that it cannot even start.
    if (failure instanceof Error)
      expect(failure).toMatchObject({ cause: { message: expect.stringContaining('already') } });
    else expect(failure).toMatchObject({ status: 'cancelled', violations: [{ rule: 'differsInCaseOnly' }] });
    expect(await world.client.getOrder(refOf(first))).toMatchObject({ status: 'awaitingPayment' });
  });

  test('a number in another case than that of a child order is refused by placeOrder', async () => {
    await start('sellAndLeave', { order: electronicOrder('ChildCase'), payment: PAID_FIRST });
    await orderIn('awaitingPayment', refOf('ChildCase'));
    await world.client.confirmPayment(refOf('ChildCase'));
    await orderIn('active', refOf('ChildCase'));
    for (const number of ['childcase', 'CHILDCASE', 'cHILDcASE']) {
      const placed = world.client.placeOrder({ order: electronicOrder(number) });
      await expect(placed).rejects.toMatchObject({ reason: 'differsInCaseOnly' });
    }
  });

  test('if it is paid, an operator decides', async () => {
    const order = electronicOrder('CHECKED8', { items: [{ itemNo: 'VQT00000', quantity: 2 }] });
    const payment = { due: 'beforeIssue', amount: 1360, paid: { amount: 1360 } } as const;
    await start('waitForEnd', { order, payment });
    expect(await orderIn('needsAttention', refOf('CHECKED8'))).toMatchObject({
      attention: { reason: 'invalidOrder', code: 'INVALID_ORDER' },
    });
    expect(world.sandbox.book.order('CHECKED8')).toBeUndefined();
  });

  test('the violations stay visible if a payment follows, so that nobody resubmits the order unaware', async () => {
    const order = electronicOrder('CHECKED12');
    const sale = await start('waitForEnd', { order, payment: { due: 'beforeIssue', amount: 1 } });
    expect(await sale.result()).toMatchObject({ status: 'cancelled' });
    await world.client.confirmPayment(refOf('CHECKED12'), { amount: 1 });
    const { attention } = await orderIn('needsAttention', refOf('CHECKED12'));
    expect(attention).toMatchObject({ reason: 'invalidOrder', code: 'INVALID_ORDER' });
    expect(JSON.stringify(attention)).toContain('add up to NT$1360');
  });

  test('without the catalogue, if the merchant says so or ECPay does not answer', async () => {
    const order = electronicOrder('CHECKED10', { items: [{ itemNo: 'VQT00000', quantity: 2 }] });
    await start('waitForEnd', { order, payment: PAID_FIRST, checkCatalogue: false });
    expect(await orderIn('awaitingPayment', refOf('CHECKED10'))).toMatchObject({ payment: { amount: 1360 } });

    await world.control('faults', { on: '/api/Ticket/BatchQueryItemInfo', kind: 'http500', times: 5 });
    const other = electronicOrder('CHECKED11', { items: [{ itemNo: 'VQT00001', quantity: 2 }] });
    await start('waitForEnd', { order: other, payment: PAID_FIRST });
    await orderIn('awaitingPayment', refOf('CHECKED11'));
    await world.client.confirmPayment(refOf('CHECKED11'), { amount: 1360 });
    // ECPay refuses the unknown product instead.
    expect(await orderIn('needsAttention', refOf('CHECKED11'))).toMatchObject({
      attention: { reason: 'issueRefused' },
    });
  });
});
