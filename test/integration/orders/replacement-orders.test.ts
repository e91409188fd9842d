/** Replacement orders: a trade number that ECPay has used up continues under another number. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deliverToOrders } from '../../../callbacks/index.js';
import type { OrderRef, TicketOrder } from '../../../ecticket/order.js';
import { toIssueData } from '../../../ecticket/naming/order.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { dayInTaipei, electronicOrder, giftOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

// The time-skipping server hangs over a child whose parent has ended (docs/decisions/0018), so this runs on the
// development server.
let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld(await startDevServer(), { sandbox: { issueDelay: 100 } });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

const decision = { by: 'Ann', why: 'ECPay’s job failed' };
const WAIT = { timeoutMs: 120_000 };
const refusal = (reason: string) => expect.objectContaining({ code: 'DECISION_REFUSED', reason });
const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });

/** An order that ECPay accepted and then failed to issue. */
async function failedOrder(order: TicketOrder): Promise<OrderRef> {
  const { client, control } = world;
  const tradeNo = order.merchantTradeNo ?? order.freeTradeNo;
  await control('faults', { on: 'issuance', kind: 'fails', tradeNo });
  const { ref } = await client.placeOrder({
    order,
    ...(order.merchantTradeNo !== undefined && { payment: { paid: { amount: 1360, reference: `R-${tradeNo}` } } }),
    timing: { firstResultQuery: 200, resultQueryInterval: 200 },
  });
  const { attention } = await client.waitForStatus(ref, 'needsAttention', WAIT);
  expect(attention).toMatchObject({ reason: 'issuanceFailed', tried: expect.stringContaining('sent and accepted') });
  return ref;
}

test('a replacement order has the same payment, and each order names the other', async () => {
  const { client, eventTypes, end, events, sandbox } = world;
  const old = await failedOrder(electronicOrder('USEDUP1'));
  expect(await client.resubmit(old, { ...decision, order: electronicOrder('FRESH1') })).toBe('abandoned');

  const fresh = refOf('FRESH1');
  const issued = await client.waitForStatus(fresh, 'active', WAIT);
  expect(issued).toMatchObject({ replaces: old, counts: { unused: 2 }, payment: { paid: { reference: 'R-USEDUP1' } } });
  expect(await end(old)).toMatchObject({ status: 'abandoned', replacedBy: fresh, decisions: [decision] });
  expect(sandbox.book.order('FRESH1')).toMatchObject({ issuances: 1 });
  expect(events.find(({ type }) => type === 'abandoned')?.data).toEqual({ ...decision, replacedBy: fresh });

  await client.redeem(fresh, { tickets: { count: 2 } });
  expect(await end(fresh)).toMatchObject({ status: 'settled' });
  expect(eventTypes(old)).toEqual(['paymentConfirmed', 'needsAttention', 'abandoned']);
  expect(eventTypes(fresh)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
});

test('the payment of a notification is not checked again under the new number', async () => {
  const { client, control, attempts } = world;
  const tradeNo = 'NOTICED1';
  const ref = refOf(tradeNo);
  const { tradeNo: reference } = (await control('payments', {
    kind: 'aio',
    merchantTradeNo: tradeNo,
    amount: 1360,
  })) as { tradeNo: string };
  await control('faults', { on: 'issuance', kind: 'fails', tradeNo });
  const payment = { amount: 1360 };
  const timing = { firstResultQuery: 200, resultQueryInterval: 200 };
  await client.placeOrder({ order: electronicOrder(tradeNo), payment, timing });
  const notice = { amount: 1360, reference, source: 'aioNotice' } as const;
  await deliverToOrders(world.environment.client)(ref, { kind: 'payment', payment: notice });
  const { payment: checked } = await client.waitForStatus(ref, 'needsAttention', WAIT);
  expect(checked.paid).toMatchObject({ reference, method: 'creditOneTime' });

  const dearer = electronicOrder('NOTICED2', { items: [{ itemNo: 'VQT04959', quantity: 50 }] });
  await expect(client.resubmit(ref, { ...decision, order: dearer })).rejects.toEqual(refusal('AMOUNT_MISMATCH'));
  await client.resubmit(ref, { ...decision, order: electronicOrder('NOTICED2') });
  const issued = await client.waitForStatus(refOf('NOTICED2'), 'active', WAIT);
  expect(issued.payment).toMatchObject({ amount: 1360, paid: { reference, source: 'aioNotice' } });
  expect(attempts(refOf('NOTICED2'), 'checkPayment')).toBe(0);
});

test('two concurrent decisions create one replacement order', async () => {
  const { client } = world;
  const old = await failedOrder(electronicOrder('USEDUP2'));
  const numbers = ['FRESH2A', 'FRESH2B'];
  const answers = await Promise.allSettled(
    numbers.map((number) => client.resubmit(old, { ...decision, order: electronicOrder(number) })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const { replacedBy } = await client.getOrder(old);
  const made = replacedBy?.merchantTradeNo ?? '';
  const [other = ''] = numbers.filter((number) => number !== made);
  expect(await client.waitForStatus(refOf(made), 'active', WAIT)).toMatchObject({ replaces: old });
  await expect(client.getOrder(refOf(other))).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
});

test('the number of an existing order is refused, and the old order still needs attention', async () => {
  const { client } = world;
  await client.placeOrder({ order: electronicOrder('TAKEN1') });
  const old = await failedOrder(electronicOrder('USEDUP3'));
  const taken = client.resubmit(old, { ...decision, order: electronicOrder('TAKEN1') });
  await expect(taken).rejects.toEqual(refusal('NUMBER_TAKEN'));
  expect(await client.getOrder(old)).toMatchObject({ status: 'needsAttention', decisions: [] });
});

test('tickets of another order under the same number are not taken over', async () => {
  const { client, control, end, sandbox, eventTypes } = world;
  // Somebody issued this number in ECPay's back office.
  await control('orders', toIssueData(electronicOrder('OTHERS1', { items: [{ itemNo: 'BR103218', quantity: 1 }] })));
  const { ref } = await client.placeOrder({
    order: electronicOrder('OTHERS1'),
    payment: { paid: { amount: 1360 } },
    timing: { firstResultQuery: 200 },
  });
  const { attention, tickets } = await client.waitForStatus(ref, 'needsAttention', WAIT);
  expect(attention).toMatchObject({ reason: 'numberTaken', options: ['resubmit', 'abandon'] });
  expect(attention?.message).toMatch(/^1 tickets, issued on \d{4}/);
  expect(tickets).toEqual([]);

  for (const same of [decision, { ...decision, order: electronicOrder('OTHERS1') }]) {
    await expect(client.resubmit(ref, same)).rejects.toEqual(refusal('NUMBER_TAKEN'));
  }
  expect(await client.resubmit(ref, { ...decision, order: electronicOrder('OURS1') })).toBe('abandoned');
  expect(await client.waitForStatus(refOf('OURS1'), 'active', WAIT)).toMatchObject({ replaces: ref });
  // Changes of the other order's tickets do not concern this order.
  const callback = { kind: 'useStatus', receivedAt: '2026-11-22T00:00:00Z', data: {} } as const;
  await end(ref);
  expect(await deliverToOrders(world.environment.client)(ref, callback)).toBe('ended');
  const ended = expect.objectContaining({ code: 'ORDER_ENDED' });
  await expect(client.adoptOrder(ref)).rejects.toEqual(ended);
  await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toEqual(ended);
  expect(await client.getOrder(ref)).toMatchObject({ status: 'abandoned', replacedBy: refOf('OURS1') });
  expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'abandoned']);
  expect(sandbox.book.order('OTHERS1')).toMatchObject({ issuances: 1 });
});

test('an order that ECPay never accepted keeps its number', async () => {
  const { client } = world;
  const items = [{ itemNo: 'OFF00001', quantity: 1 }];
  const { ref } = await client.placeOrder({ order: electronicOrder('KEEP1', { items }), payment: { paid: {} } });
  await client.waitForStatus(ref, 'needsAttention', WAIT);
  const renamed = client.resubmit(ref, { ...decision, order: electronicOrder('KEEP2') });
  await expect(renamed).rejects.toEqual(refusal('ANOTHER_NUMBER'));
});

test('gift vouchers continue under a new number without a payment', async () => {
  const { client } = world;
  const expiry = dayInTaipei(Date.now(), 60);
  const old = await failedOrder(giftOrder('GIFTUSED1', expiry));
  await client.resubmit(old, { ...decision, order: giftOrder('GIFTNEW1', expiry) });
  const fresh = { merchantId: '3085676', freeTradeNo: 'GIFTNEW1' };
  expect(await client.waitForStatus(fresh, 'active', WAIT)).toMatchObject({ replaces: old });
});

test('a payment that ECPay does not have is not used under the new number without an operator’s decision about it', async () => {
  const { client, control, sandbox } = world;
  const order = electronicOrder('BOGUS1');
  const timing = { paymentCheckInterval: 200, paymentCheckLimit: 400 };
  const { ref } = await client.placeOrder({ order, payment: { amount: 1360 }, timing });
  const deliver = deliverToOrders(world.environment.client);
  const notice = { amount: 1360, reference: '2611280000000001', source: 'aioNotice' } as const;
  await deliver(ref, { kind: 'payment', payment: notice });
  const { attention } = await client.waitForStatus(ref, 'needsAttention', WAIT);
  expect(attention).toMatchObject({ reason: 'paymentNotFound' });
  // Somebody issues other tickets under the number in ECPay's back office, and ECPay calls back.
  const others = electronicOrder('BOGUS1', { items: [{ itemNo: 'BR103218', quantity: 1 }] });
  await control('orders', toIssueData(others));
  while (sandbox.book.order('BOGUS1')?.tickets.length !== 1) await world.environment.sleep(50);
  await deliver(ref, { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} });
  while ((await client.getOrder(ref)).attention?.reason !== 'numberTaken') await world.environment.sleep(50);

  await client.resubmit(ref, { ...decision, order: electronicOrder('BOGUS2') });
  const replacement = await client.waitForStatus(refOf('BOGUS2'), 'needsAttention', WAIT);
  expect(replacement).toMatchObject({ attention: { reason: 'paymentNotFound' }, replaces: ref });
  expect(sandbox.book.order('BOGUS2')).toBeUndefined();
});
