/** Refunds by the merchant on a real server: with and without money that moves through the bank. */
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { useDevWorld } from '../../support/dev-world.js';
import { dayInTaipei, giftOrder, mixedOrder, paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const PRICE = 1200;
const ASK_OFTEN = { firstRefundQuery: 500, longestRefundQuery: 500 };
const nextDay = () => world().control('clock', { advance: '1 day' });
const eventsOf = (ref: OrderRef, type: string) =>
  world().events.filter((event) => event.type === type && event.order.merchantTradeNo === ref.merchantTradeNo);

// Keep this test first: later tests move the sandbox's clock, and a ticket cannot be redeemed before its first day.
test('after escrow a pickup voucher is still valid and moves no money, and a gift voucher expires', async () => {
  const { client, control, issued, until, orderAtECPay, historyOf, allEventTypes } = world();
  const { ref, tickets } = await issued(mixedOrder('Escrow1', dayInTaipei(Date.now(), 60)));
  const ticketNo = tickets.find(({ voucher }) => voucher === 'gift')?.ticketNo ?? '';
  await control('clock', { advance: '366 days' });
  expect(orderAtECPay('Escrow1')).toMatchObject({ escrowReleased: true });
  await world().callBack(ref);
  await until(ref, ({ counts, events }) => counts.expired === 1 && events.undelivered === 0);

  const before = await historyOf(ref);
  await expect(client.redeem(ref, { tickets: { ticketNo } })).rejects.toMatchObject({ reason: 'EXPIRED' });
  expect(await historyOf(ref)).toEqual(before);

  const one = { tickets: { count: 1, itemNo: 'BR103218' } };
  expect((await client.refund(ref, one)).tickets).toMatchObject([
    { result: 'refused', refusal: { code: 'PROVIDER_REFUSED', message: expect.stringMatching(/\d+ .+/) } },
  ]);
  expect((await client.redeem(ref, one)).tickets).toMatchObject([{ result: 'done', state: 'redeemed' }]);
  expect(orderAtECPay('Escrow1').totals).toMatchObject({
    RedeemCount: 1,
    RefundCount: 0,
    RefundAmount: 0,
    UnUsedCount: 1,
  });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'expired', 'redeemed']);
});

test('a refund with a fee moves money, and refundConfirmed reports the amount that the bank confirmed', async () => {
  const { client, issued, end, allEventTypes, orderAtECPay } = world();
  const { ref } = await issued(paperOrder('Fee1'), ASK_OFTEN);
  const { tickets } = await client.refund(ref, { tickets: { count: 2 }, fee: 30, reason: 'changed her mind' });
  const done = { result: 'done', state: 'refunded', voucher: 'pickup', movesMoney: true };
  expect(tickets).toMatchObject([done, done]);
  expect(orderAtECPay('Fee1').totals).toMatchObject({ RefundCount: 2, TotalRefundFee: 60 });

  await nextDay();
  expect((await end(ref)).amounts).toMatchObject({
    refunded: 2 * PRICE,
    refundFee: 60,
    refundConfirmed: 2 * PRICE - 60,
  });
  expect(eventsOf(ref, 'refunded')).toMatchObject([{ data: { refundedAmount: 2 * PRICE, refundFee: 60 } }]);
  expect(eventsOf(ref, 'refundConfirmed')).toMatchObject([
    { data: { tradeAmount: 2 * PRICE, refundedAmount: 2 * PRICE - 60 } },
  ]);
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'refunded', 'settled', 'refundConfirmed']);
});

test('a settled order that awaits the bank emits settled once, however many callbacks arrive', async () => {
  const { client, control, issued, until, end, callBack, runCallbacks, allEventTypes } = world();
  const { ref } = await issued(paperOrder('Settled1'), ASK_OFTEN);
  await client.refund(ref, { tickets: { count: 2 } });
  await control('faults', { on: 'callbacks', kind: 'duplicate', times: 2, tradeNo: 'Settled1' });
  await runCallbacks();
  for (let sent = 0; sent < 5; sent += 1) await callBack(ref);
  // The refund and useStatus callbacks, each twice, and five more.
  const waiting = await until(ref, ({ callbacks }) => callbacks.received === 9);
  expect(waiting).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 0 } });
  await nextDay();
  expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 2 * PRICE } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'refunded', 'settled', 'refundConfirmed']);
});

test('cancelRefund makes the ticket usable again, and the order awaits no confirmation', async () => {
  const { client, issued, allEventTypes, orderAtECPay } = world();
  const { ref, ticketNos } = await issued(paperOrder('Withdrawn1'), ASK_OFTEN);
  const tickets = { ticketNo: ticketNos[0] ?? '' };
  await client.refund(ref, { tickets });
  const withdrawn = await client.cancelRefund(ref, { tickets, reason: 'wants it after all' });
  expect(withdrawn.tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
  await nextDay();
  expect(orderAtECPay('Withdrawn1').totals).toMatchObject({ RefundCount: 0, RefundAmount: 0, UnUsedCount: 2 });
  expect(await client.getOrder(ref)).toMatchObject({ status: 'active', amounts: { refunded: 0, refundConfirmed: 0 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'refunded', 'refundCancelled']);
});

test('a refund of a gift voucher changes its state, moves no money and awaits no confirmation', async () => {
  const { client, issued, end, attempts, orderAtECPay } = world();
  const { ref } = await issued(giftOrder('Gift1', dayInTaipei(world().sandbox.clock.now(), 60)), ASK_OFTEN);
  const { tickets } = await client.refund(ref, { tickets: { count: 2 } });
  const done = { result: 'done', state: 'refunded', voucher: 'gift', movesMoney: false };
  expect(tickets).toMatchObject([done, done]);
  expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refunded: 0, refundConfirmed: 0 } });
  expect(attempts(ref, 'pollRefund')).toBe(0);
  expect(orderAtECPay('Gift1').totals).toMatchObject({ RefundCount: 2, RefundAmount: 0 });
});
