/** The second look at a payment, in ECPay's own books, before anything is issued. */
import { describe, expect, test } from '@jest/globals';
import { STAGE_MERCHANTS, type OrderRef } from '../../ecticket/index.js';
import { type Payment } from '../../workflows/messages/order.js';
import { paymentConfirmed } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();

/** An order to be checked twice, of which somebody says that it is paid. */
async function paidOrder(tradeNo: string, amount = 1360) {
  const { client } = world();
  const payment = { amount, doubleCheck: true, paid: { amount, reference: 'SAID' } };
  return (await client.placeOrder({ order: electronicOrder(tradeNo), payment })).ref;
}
const pay = (merchantTradeNo: string, more: object = {}) =>
  world().control('payments', { kind: 'aio', merchantTradeNo, amount: 1360, ...more }) as Promise<{ tradeNo: string }>;

test('money that is there: issued, and the order knows the payment as ECPay has it', async () => {
  const { passTimeUntil, eventTypes, attempts } = world();
  const { tradeNo } = await pay('CHECK1');
  const ref = await paidOrder('CHECK1');
  const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(issued.payment.paid).toMatchObject({ amount: 1360, reference: tradeNo });
  expect(attempts(ref, 'checkPayment')).toBe(1);
  expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
});

test('money that is in the books ten minutes later is waited for', async () => {
  const { passTimeUntil, sandbox } = world();
  await world().now();
  await pay('CHECK2', { bookedAfter: '10 minutes' });
  const ref = await paidOrder('CHECK2');
  await passTimeUntil(ref, ({ status }) => status === 'issuing', { limit: 0 });
  await world().environment.sleep('5 minutes');
  expect(sandbox.book.order('CHECK2')).toBeUndefined();
  await passTimeUntil(ref, ({ status }) => status === 'active');
});

test('money that is nowhere: nothing is issued, a person is asked, and the real payment fixes it', async () => {
  const { client, passTimeUntil, sandbox, eventTypes } = world();
  const ref = await paidOrder('CHECK3');
  const order = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(order.attention).toMatchObject({ reason: 'paymentNotFound', options: ['resubmit', 'abandon', 'cancelOrder'] });
  expect(sandbox.book.order('CHECK3')).toBeUndefined();

  const { tradeNo } = await pay('CHECK3');
  await client.confirmPayment(ref, { amount: 1360, reference: tradeNo });
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'paymentConfirmed', 'issued']);
});

test.each(['abandon', 'cancelOrder'] as const)(
  'money that comes after all, when a person had given up for want of it (%s): it goes to a person',
  async (decide) => {
    const { client, end, passTimeUntil, eventTypes } = world();
    const ref = await paidOrder(`LATE${decide}`);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    await client[decide](ref, { by: 'Ann', why: 'no money came' });
    await end(ref);
    await client.confirmPayment(ref, { amount: 1360, reference: 'SAID' });
    const { attention, payment } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paidTooLate', options: ['resubmit', 'abandon'] });
    expect(payment).toMatchObject({ due: 'beforeIssue', amount: 1360, paid: { reference: 'SAID' } });
    expect(eventTypes(ref).at(-1)).toBe('needsAttention');
  },
);

test('the right money for an order that a person cancelled over the wrong: told, never kept in silence', async () => {
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
  // The same once more is no news.
  await client.confirmPayment(ref, { amount: 1360, reference: 'P2' });
  expect(eventTypes(ref)).toHaveLength(3);
});

test('a payment system that gives no answer: nothing is issued, and a person hears why', async () => {
  const { control, passTimeUntil, sandbox } = world();
  await pay('CHECK7');
  await control('faults', { on: '/Cashier/QueryTradeInfo/V5', kind: 'http500', tradeNo: 'CHECK7', times: 1000 });
  const ref = await paidOrder('CHECK7');
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'paymentNotFound', code: 'SERVER_ERROR' });
  expect(sandbox.book.order('CHECK7')).toBeUndefined();
});

test('a person who knows better has it issued all the same', async () => {
  const { client, passTimeUntil } = world();
  const ref = await paidOrder('CHECK4');
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  await client.resubmit(ref, { by: 'Ann', why: 'paid in cash' });
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ counts: { unused: 2 } });
});

test('another amount in the books than the order’s never issues', async () => {
  const { passTimeUntil, sandbox } = world();
  await pay('CHECK5', { amount: 1 });
  const ref = await paidOrder('CHECK5');
  const { attention, payment } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'amountMismatch' });
  expect(payment.paid).toMatchObject({ amount: 1 });
  expect(sandbox.book.order('CHECK5')).toBeUndefined();
});

test('a merchant without payment keys cannot ask for it', async () => {
  expect(STAGE_MERCHANTS['3362787']).not.toHaveProperty('payment');
  const order = { ...electronicOrder('CHECK6'), merchantId: '3362787', paymentProvider: 'ecpay' as const };
  await expect(world().client.placeOrder({ order, payment: { doubleCheck: true } })).rejects.toMatchObject({
    code: 'INVALID_PAYMENT',
    violations: [expect.objectContaining({ rule: 'doubleCheckNeedsKeys' })],
  });
});

describe('a payment notice is a hint, which is confirmed with ECPay before anything is issued', () => {
  const notice = (source: 'aioNotice' | 'embeddedNotice', more: object = {}) =>
    ({ amount: 1360, reference: 'NOTICED', source, ...more }) as const;
  const hear = async (ref: OrderRef, payment: Payment) => {
    await world().environment.client.workflow.getHandle(workflowIdOf(ref)).signal(paymentConfirmed, payment);
  };

  test.each(['aioNotice', 'embeddedNotice'] as const)(
    '%s of money that is nowhere: nothing is issued, and the real payment lets the order go on by itself',
    async (source) => {
      const { client, environment, allEventTypes, passTimeUntil, sandbox } = world();
      const tradeNo = `FORGED${source}`;
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { amount: 1360 } });
      await hear(ref, notice(source));
      const doubted = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
      expect(doubted.attention).toMatchObject({ reason: 'paymentNotFound' });
      await environment.sleep('3 hours');
      expect(sandbox.book.order(tradeNo)).toBeUndefined();

      await pay(tradeNo, { kind: source === 'aioNotice' ? 'aio' : 'embedded' });
      await passTimeUntil(ref, ({ status }) => status === 'active', { step: '10 minutes' });
      expect(await allEventTypes(ref)).toEqual(expect.arrayContaining(['attentionResolved', 'issued']));
    },
  );

  test('of money that was paid by another method than one-time credit card: it is never issued by itself', async () => {
    const { client, environment, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('METHOD1'), payment: { amount: 1360 } });
    await hear(ref, notice('aioNotice', { method: 'other' }));
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paymentMethod', options: ['resubmit', 'abandon', 'cancelOrder'] });
    await environment.sleep('1 day');
    expect(sandbox.book.order('METHOD1')).toBeUndefined();
  });

  test('of which ECPay’s books say another method than the notice', async () => {
    const { client, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('METHOD2'), payment: { amount: 1360 } });
    await pay('METHOD2', { method: 'atm' });
    await hear(ref, notice('aioNotice', { method: 'creditOneTime' }));
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paymentMethod' });
    expect(sandbox.book.order('METHOD2')).toBeUndefined();
  });

  test('is not confirmed where the merchant’s own code says that it is paid', async () => {
    const { client, attempts, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('OWNWORD1'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1360, reference: 'OWN' });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(attempts(ref, 'checkPayment')).toBe(0);
  });
});
