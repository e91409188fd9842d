/** Every kind of order, from placement to its end. */
import { describe, expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import {
  convenienceStoreOrder,
  dayInTaipei,
  electronicOrder,
  giftOrder,
  mixedOrder,
  paperOrder,
  serialNumberOrder,
} from '../support/orders.js';

const world = useOrderWorld();
const DAY = 24 * 3_600_000;

describe('redeemed and refunded to the last ticket', () => {
  test('electronic tickets are paid later, issued by the scheduled job, and redeemed in two visits', async () => {
    const { client, passTimeUntil, control, callBack, end, eventTypes, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('ELEC1') });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'awaitingPayment' });
    await client.confirmPayment(ref);
    const issued = await passTimeUntil(ref, ({ tickets }) => tickets.length > 0);
    expect(issued).toMatchObject({ status: 'active', late: false, counts: { unused: 2 } });

    await control('orders/ELEC1/redeem', { count: 1 });
    await callBack(ref);
    expect(await passTimeUntil(ref, ({ counts }) => counts.redeemed > 0)).toMatchObject({ status: 'active' });
    await control('orders/ELEC1/redeem', { count: 1 });
    await callBack(ref);
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 }, callbacks: { received: 2 } });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'redeemed', 'settled']);
    expect(sandbox.book.order('ELEC1')).toMatchObject({ issueCalls: 1, issuances: 1 });
  });

  test('convenience-store tickets settle without any callback, by scheduled reconciliation', async () => {
    const { client, passTimeUntil, control, end, eventTypes } = world();
    const { ref } = await client.placeOrder({ order: convenienceStoreOrder('STORE1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await control('orders/STORE1/refund', { count: 1, fee: 10 });
    await control('orders/STORE1/redeem', { count: 2 });
    const ended = await end(ref);
    expect(ended).toMatchObject({
      status: 'settled',
      counts: { redeemed: 2, refunded: 1 },
      callbacks: { received: 0 },
    });
    expect(ended.amounts).toMatchObject({ trade: 3 * 680, redeemed: 2 * 680, refundFee: 10 });
    expect(eventTypes(ref)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'refunded',
      'settled',
      'refundConfirmed',
    ]);
  });

  test('serial numbers are paid at their price and settle', async () => {
    const { client, passTimeUntil, control, end } = world();
    const { ref } = await client.placeOrder({ order: serialNumberOrder('SERIAL1') });
    await client.confirmPayment(ref, { amount: 6400 });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await control('orders/SERIAL1/redeem', { count: 2 });
    expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { redeemed: 6400 } });
  });

  test('pickup vouchers and a gift voucher in one order are redeemed together', async () => {
    const { client, passTimeUntil, control, end, now } = world();
    const order = mixedOrder('MIXED1', dayInTaipei(await now(), 60));
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(issued.tickets.map(({ voucher }) => voucher).sort()).toEqual(['gift', 'pickup', 'pickup']);
    await control('orders/MIXED1/redeem', { count: 3 });
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 3 } });
  });
});

test('paper tickets are polled at once', async () => {
  const { client, attempts } = world();
  const { ref } = await client.placeOrder({ order: paperOrder('PAPER1'), payment: { paid: {} } });
  const issued = await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  expect(issued.counts.unused).toBe(2);
  expect(attempts(ref, 'pollIssuance')).toBe(1);
});

test('an order of an escrow merchant names its payment provider and becomes active', async () => {
  const { client, passTimeUntil } = world();
  const order = electronicOrder('ESCROW1', { merchantId: '3362787', paymentProvider: 'ecpay' });
  const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ merchantId: '3362787' });
});

test('a platform places an order on behalf of a merchant', async () => {
  const { client, passTimeUntil, sandbox } = world();
  const order = electronicOrder('PLATFORM1', { platformId: '3085672' });
  const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(sandbox.book.order('PLATFORM1')).toMatchObject({ merchantId: '3085676', platformId: '3085672' });
});

describe('without any ticket action', () => {
  test('an unpaid order is cancelled at its deadline, and nothing is sent to ECPay', async () => {
    const { client, end, eventTypes, sandbox, now } = world();
    const deadline = new Date((await now()) + DAY);
    const { ref } = await client.placeOrder({ order: electronicOrder('UNPAID1'), payment: { deadline } });
    expect(await end(ref)).toMatchObject({ status: 'cancelled' });
    expect(eventTypes(ref)).toEqual(['cancelled']);
    expect(sandbox.book.order('UNPAID1')).toBeUndefined();
  });

  test('gift vouchers need no payment and settle after their last day', async () => {
    const { client, end, eventTypes, now } = world();
    const order = giftOrder('GIFT1', dayInTaipei(await now(), 45));
    const { ref } = await client.placeOrder({ order });
    expect(await end(ref)).toMatchObject({ status: 'settled', freeTradeNo: 'GIFT1', counts: { expired: 2 } });
    expect(eventTypes(ref)).toEqual(['issued', 'expired', 'settled']);
  });

  test('unused pickup vouchers are released a month after the end of escrow', async () => {
    const { client, end, eventTypes, sandbox, now } = world();
    const placedAt = await now();
    const { ref } = await client.placeOrder({ order: electronicOrder('UNUSED1'), payment: { paid: {} } });
    const ended = await end(ref);
    expect(ended).toMatchObject({ status: 'released', counts: { unused: 2 } });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'released']);
    const days = (sandbox.clock.now() - placedAt) / DAY;
    expect(days).toBeGreaterThan(365 + 29);
    expect(days).toBeLessThan(365 + 40);
  });
});
