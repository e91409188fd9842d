/** The check of a payment at ECPay's payment system before Issue (`doubleCheck`). */
import { describe, expect, test } from '@jest/globals';
import { deliverToOrders } from '../../callbacks/index.js';
import { STAGE_MERCHANTS, type OrderRef } from '../../ecticket/index.js';
import { type Payment } from '../../workflows/messages/order.js';
import { paymentConfirmed } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { useOrderWorld } from '../support/order-world.js';
import { patientClient } from '../support/temporal-servers.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();

/** An order with `doubleCheck` and a confirmed payment. */
async function paidOrder(tradeNo: string, amount = 1360) {
  const { client } = world();
  const payment = { amount, doubleCheck: true, paid: { amount, reference: 'SAID' } };
  return (await client.placeOrder({ order: electronicOrder(tradeNo), payment })).ref;
}
const pay = (merchantTradeNo: string, more: object = {}) =>
  world().control('payments', { kind: 'aio', merchantTradeNo, amount: 1360, ...more }) as Promise<{ tradeNo: string }>;

test('a payment that ECPay confirms is recorded as ECPay reports it, and the order is issued', async () => {
  const { passTimeUntil, allEventTypes, attempts } = world();
  const { tradeNo } = await pay('CHECK1');
  const ref = await paidOrder('CHECK1');
  const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(issued.payment.paid).toMatchObject({ amount: 1360, reference: tradeNo });
  expect([attempts(ref, 'checkPayment'), attempts(ref, 'issue')]).toEqual([0, 1]);
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
});

test('a payment that was found is not checked again if the answer to Issue is lost', async () => {
  const { control, passTimeUntil, allEventTypes, attempts, sandbox } = world();
  const { tradeNo } = await pay('CHECK8');
  // The first attempt sends the order and gets no reply.
  await control('faults', { on: '/api/Ticket/Issue', kind: 'resetAfter', tradeNo: 'CHECK8', times: 1 });
  await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'http500', tradeNo: 'CHECK8', times: 1 });
  const ref = await paidOrder('CHECK8');
  const isSent = () => sandbox.book.order('CHECK8') !== undefined;
  await passTimeUntil(ref, isSent, { step: '10 milliseconds', limit: 150 });
  await control('faults', { on: '/Cashier/QueryTradeInfo/V5', kind: 'http500', tradeNo: 'CHECK8', times: 1000 });
  const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(issued.payment.paid).toMatchObject({ amount: 1360, reference: tradeNo });
  expect(sandbox.book.order('CHECK8')).toMatchObject({ issueCalls: 1, issuances: 1 });
  expect(attempts(ref, 'checkPayment')).toBe(0);
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
});

test('an order whose payment was checked needs attention once while ECPay does not answer Issue', async () => {
  const { control, passTimeUntil, allEventTypes, sandbox } = world();
  const { tradeNo } = await pay('CHECK9');
  await control('faults', { on: '/api/Ticket/Issue', kind: 'http500', tradeNo: 'CHECK9', times: 1000 });
  const ref = await paidOrder('CHECK9');
  const { attention, payment } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { limit: 90 });
  expect(attention).toMatchObject({ reason: 'issueDelayed' });
  expect(payment.paid).toMatchObject({ reference: tradeNo });
  await world().environment.sleep('10 minutes');
  await sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'attentionResolved', 'issued']);
});

test('the order waits for a payment that ECPay shows ten minutes later', async () => {
  const { passTimeUntil, sandbox } = world();
  await world().now();
  await pay('CHECK2', { bookedAfter: '10 minutes' });
  const ref = await paidOrder('CHECK2');
  await passTimeUntil(ref, ({ status }) => status === 'issuing', { limit: 0 });
  await world().environment.sleep('5 minutes');
  expect(sandbox.book.order('CHECK2')).toBeUndefined();
  await passTimeUntil(ref, ({ status }) => status === 'active');
});

test('a payment that ECPay does not have needs attention, and the real payment resolves it', async () => {
  const { client, passTimeUntil, sandbox, allEventTypes } = world();
  const ref = await paidOrder('CHECK3');
  const order = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(order.attention).toMatchObject({ reason: 'paymentNotFound', options: ['resubmit', 'abandon', 'cancelOrder'] });
  expect(sandbox.book.order('CHECK3')).toBeUndefined();

  const { tradeNo } = await pay('CHECK3');
  await client.confirmPayment(ref, { amount: 1360, reference: tradeNo });
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'paymentConfirmed', 'issued']);
});

test.each(['abandon', 'cancelOrder'] as const)(
  'a payment that arrives after an operator gave up the order (%s) needs attention',
  async (decide) => {
    const { client, end, passTimeUntil, allEventTypes } = world();
    const ref = await paidOrder(`LATE${decide}`);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    await client[decide](ref, { by: 'Ann', why: 'no money came' });
    await end(ref);
    await client.confirmPayment(ref, { amount: 1360, reference: 'SAID' });
    const { attention, payment } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paidTooLate', options: ['resubmit', 'abandon'] });
    expect(payment).toMatchObject({ due: 'beforeIssue', amount: 1360, paid: { reference: 'SAID' } });
    expect((await allEventTypes(ref)).at(-1)).toBe('needsAttention');
  },
);

test('the right payment for an order that was cancelled over a wrong one emits unexpectedPayment', async () => {
  const { client, end, events, passTimeUntil, eventTypes } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder('WRONG1'), payment: { amount: 1360 } });
  await client.confirmPayment(ref, { amount: 1, reference: 'P1' });
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  await client.cancelOrder(ref, { by: 'Ann', why: 'a wrong amount' });
  await end(ref);
  await client.confirmPayment(ref, { amount: 1360, reference: 'P2' });
  expect(await end(ref)).toMatchObject({ status: 'cancelled', payment: { paid: { amount: 1 } } });
  expect(eventTypes(ref)).toEqual(['needsAttention', 'cancelled', 'unexpectedPayment']);
  expect(events.at(-1)).toMatchObject({ data: { payment: { amount: 1360, reference: 'P2' } } });
  // The same payment again changes nothing.
  await client.confirmPayment(ref, { amount: 1360, reference: 'P2' });
  expect(eventTypes(ref)).toHaveLength(3);
});

test('a payment system that does not answer needs attention, and nothing is issued', async () => {
  const { control, passTimeUntil, sandbox } = world();
  await pay('CHECK7');
  await control('faults', { on: '/Cashier/QueryTradeInfo/V5', kind: 'http500', tradeNo: 'CHECK7', times: 1000 });
  const ref = await paidOrder('CHECK7');
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'paymentUnconfirmed', code: 'SERVER_ERROR' });
  expect(sandbox.book.order('CHECK7')).toBeUndefined();
});

test('an operator can issue the order without ECPay’s confirmation', async () => {
  const { client, passTimeUntil } = world();
  const ref = await paidOrder('CHECK4');
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  await client.resubmit(ref, { by: 'Ann', why: 'paid in cash' });
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ counts: { unused: 2 } });
});

test('an order is not issued if ECPay reports another amount', async () => {
  const { passTimeUntil, sandbox } = world();
  await pay('CHECK5', { amount: 1 });
  const ref = await paidOrder('CHECK5');
  const { attention, payment } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'amountMismatch' });
  expect(payment.paid).toMatchObject({ amount: 1 });
  expect(sandbox.book.order('CHECK5')).toBeUndefined();
});

test('a merchant without payment keys cannot use doubleCheck', async () => {
  expect(STAGE_MERCHANTS['3362787']).not.toHaveProperty('payment');
  const order = { ...electronicOrder('CHECK6'), merchantId: '3362787', paymentProvider: 'ecpay' as const };
  await expect(world().client.placeOrder({ order, payment: { doubleCheck: true } })).rejects.toMatchObject({
    code: 'INVALID_PAYMENT',
    violations: [expect.objectContaining({ rule: 'doubleCheckNeedsKeys' })],
  });
});

describe('a payment notification, which ECPay must confirm before Issue', () => {
  const notice = (source: 'aioNotice' | 'embeddedNotice', more: object = {}) =>
    ({ amount: 1360, reference: 'NOTICED', source, ...more }) as const;
  const report = async (ref: OrderRef, payment: Payment) => {
    await world().environment.client.workflow.getHandle(workflowIdOf(ref)).signal(paymentConfirmed, payment);
  };

  test.each(['aioNotice', 'embeddedNotice'] as const)(
    '%s of an unknown payment issues nothing, and the real payment lets the order continue',
    async (source) => {
      const { client, environment, allEventTypes, passTimeUntil, sandbox } = world();
      const tradeNo = `FORGED${source}`;
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { amount: 1360 } });
      await report(ref, notice(source));
      const doubted = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
      expect(doubted.attention).toMatchObject({ reason: 'paymentNotFound' });
      await environment.sleep('3 hours');
      expect(sandbox.book.order(tradeNo)).toBeUndefined();

      await pay(tradeNo, { kind: source === 'aioNotice' ? 'aio' : 'embedded' });
      await passTimeUntil(ref, ({ status }) => status === 'active', { step: '10 minutes' });
      expect(await allEventTypes(ref)).toEqual(expect.arrayContaining(['attentionResolved', 'issued']));
    },
  );

  test('of a payment by another method than one-time credit card needs attention', async () => {
    const { client, environment, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('METHOD1'), payment: { amount: 1360 } });
    await report(ref, notice('aioNotice', { method: 'other' }));
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paymentMethod', options: ['resubmit', 'abandon', 'cancelOrder'] });
    await environment.sleep('1 day');
    expect(sandbox.book.order('METHOD1')).toBeUndefined();
  });

  test('whose method differs from ECPay’s record needs attention', async () => {
    const { client, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('METHOD2'), payment: { amount: 1360 } });
    await pay('METHOD2', { method: 'atm' });
    await report(ref, notice('aioNotice', { method: 'creditOneTime' }));
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paymentMethod' });
    expect(sandbox.book.order('METHOD2')).toBeUndefined();
  });

  test('is not checked if the merchant’s own code confirms the payment', async () => {
    const { client, attempts, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('OWNWORD1'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1360, reference: 'OWN' });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(attempts(ref, 'checkPayment')).toBe(0);
  });

  test('that ECPay denied does not reopen the order when it is replayed', async () => {
    const { client, end, environment, eventTypes, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('DENIED1'), payment: { amount: 1360 } });
    await report(ref, notice('aioNotice'));
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    await client.cancelOrder(ref, { by: 'Ann', why: 'no money came' });
    await end(ref);
    const deliver = deliverToOrders(patientClient(environment));
    expect(await deliver(ref, { kind: 'payment', payment: notice('aioNotice') })).toBe('accepted');
    expect(await client.getOrder(ref)).toMatchObject({ status: 'cancelled', payment: { notFound: true } });
    expect(eventTypes(ref).at(-1)).toBe('cancelled');
  });

  test('that is late is checked before the order is issued, also if an operator resubmits it', async () => {
    const { client, end, environment, attempts, now, passTimeUntil, sandbox } = world();
    const payment = { amount: 1360, deadline: new Date((await now()) + 60_000) };
    const { ref } = await client.placeOrder({ order: electronicOrder('LATE3'), payment });
    await environment.sleep('2 minutes');
    await end(ref);
    await deliverToOrders(patientClient(environment))(ref, { kind: 'payment', payment: notice('aioNotice') });
    const late = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(late).toMatchObject({ attention: { reason: 'paidTooLate' }, payment: { unchecked: true } });
    await client.resubmit(ref, { by: 'Ann', why: 'the customer says that it is paid' });
    const doubted = await passTimeUntil(ref, ({ attention }) => attention?.reason === 'paymentNotFound');
    expect(attempts(ref, 'checkPayment')).toBeGreaterThan(0);
    expect([doubted.payment.notFound, sandbox.book.order('LATE3')]).toEqual([true, undefined]);
  });
});
