/** Adoption on a real server: closed orders, orders of ECPay's back office, and unknown orders. */
import { describe, expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const refOf = (merchantTradeNo: string): OrderRef => ({ merchantId: '3085676', merchantTradeNo });
const SETTLED = ['paymentConfirmed', 'issued', 'redeemed', 'settled'];

/** Issues two paper tickets at ECPay without a workflow. */
async function backOfficeOrder(tradeNo: string): Promise<OrderRef> {
  const { control, receiverUrl } = world();
  await control('orders', {
    MerchantID: '3085676',
    MerchantTradeNo: tradeNo,
    IssueType: '2',
    PrintType: '2',
    Operator: 'BackOffice',
    UseStatusNotifyURL: `${receiverUrl}/ecpay/ticket/use-status`,
    TicketInfo: [{ ItemNo: 'BR103218', TicketAmount: 2 }],
  });
  return refOf(tradeNo);
}

/** An order whose two tickets the merchant has redeemed, and whose callbacks ECPay has sent. */
async function settledOrder(tradeNo: string): Promise<OrderRef> {
  const { client, issued, end, runCallbacks } = world();
  const { ref } = await issued(paperOrder(tradeNo));
  await client.redeem(ref, { tickets: { count: 2 } });
  await runCallbacks();
  await end(ref);
  expect(await world().allEventTypes(ref)).toEqual(SETTLED);
  return ref;
}

/** Posts a callback, as ECPay would repeat it. */
async function post(data: unknown): Promise<number> {
  return (await postUntilAnswered(`${world().receiverUrl}/ecpay/ticket/use-status`, callbackBody(data))).status;
}

describe('a ticket action', () => {
  test('on an order that has ended adopts the order, which continues', async () => {
    const { client, allEventTypes, orderAtECPay } = world();
    const ref = await settledOrder('Ended1');
    const { tickets } = await client.cancelRedemption(ref, { tickets: { count: 1 }, reason: 'scanned by mistake' });
    expect(tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
    expect(orderAtECPay('Ended1').totals).toMatchObject({ RedeemCount: 1, UnUsedCount: 1 });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', counts: { redeemed: 1, unused: 1 } });
    expect(await allEventTypes(ref)).toEqual([...SETTLED, 'redemptionCancelled']);
  });

  test('on an order that has ended keeps the order’s timing', async () => {
    const { client, issued, end, runCallbacks } = world();
    const { ref } = await issued(paperOrder('Timed1'), { longestReconciliation: 12_345 });
    await client.redeem(ref, { tickets: { count: 2 } });
    await runCallbacks();
    await end(ref);
    await client.cancelRedemption(ref, { tickets: { count: 1 } });
    expect((await client.getOrder(ref)).timing).toEqual({ ...PROMPT, longestReconciliation: 12_345 });
  });

  test('on an order of ECPay’s back office loads ECPay’s record first', async () => {
    const { client, allEventTypes, end } = world();
    const ref = await backOfficeOrder('Office1');
    const { tickets } = await client.redeem(ref, { tickets: { count: 1 } });
    expect(tickets).toMatchObject([{ result: 'done', state: 'redeemed' }]);
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', issueType: 'paper', counts: { redeemed: 1 } });
    await client.redeem(ref, { tickets: { count: 1 } });
    expect(await end(ref)).toMatchObject({ status: 'settled' });
    expect(await allEventTypes(ref)).toEqual(['issued', 'redeemed', 'redeemed', 'settled']);
  });

  test('on an unknown order is refused, and no workflow stays open', async () => {
    const { client, end, historyOf, allEventTypes } = world();
    const answer = client.redeem(refOf('Nobody1'), { tickets: { count: 1 } });
    await expect(answer).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    expect(await end(refOf('Nobody1'))).toMatchObject({ status: 'abandoned', decisions: [] });
    expect(await historyOf(refOf('Nobody1'))).toMatchObject({ runs: false });
    expect(await allEventTypes(refOf('Nobody1'))).toEqual([]);
  });
});

describe('a number that was only queried', () => {
  async function lookedUpNumber(tradeNo: string): Promise<OrderRef> {
    const { client, end } = world();
    await expect(client.redeem(refOf(tradeNo), { tickets: { count: 1 } })).rejects.toThrow(tradeNo);
    await client.adoptOrder(refOf(tradeNo));
    await end(refOf(tradeNo));
    return refOf(tradeNo);
  }
  const sale = (tradeNo: string, quantity = 2) => ({
    order: paperOrder(tradeNo, quantity),
    payment: { paid: { reference: `R-${tradeNo}` } },
    timing: PROMPT,
  });

  test('can be sold, and its order is issued like any other', async () => {
    const { client, allEventTypes, orderAtECPay } = world();
    const ref = await lookedUpNumber('NextSale1');
    expect(await client.placeOrder(sale('NextSale1'))).toMatchObject({ existing: false, ref });
    await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
    expect(await client.placeOrder(sale('NextSale1'))).toMatchObject({ existing: true });
    await client.redeem(ref, { tickets: { count: 1 } });
    expect(orderAtECPay('NextSale1').totals).toMatchObject({ TotalCount: 2, RedeemCount: 1 });
  });

  test('is one order when it is placed several times at once', async () => {
    const { client } = world();
    await lookedUpNumber('NextSale2');
    const placed = await Promise.all([1, 2, 3, 4].map(() => client.placeOrder(sale('NextSale2'))));
    expect(placed.filter(({ existing }) => !existing)).toHaveLength(1);
  });

  test('goes to one of two different orders, and the other placement fails', async () => {
    const { client } = world();
    await lookedUpNumber('NextSale3');
    const placed = await Promise.allSettled([1, 2].map((quantity) => client.placeOrder(sale('NextSale3', quantity))));
    expect(placed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(placed.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ORDER_CONFLICT' } });
  });
});

describe('a callback', () => {
  test('about a redemption that ECPay cancelled reopens the ended order and emits redemptionCancelled', async () => {
    const { control, runCallbacks, until, orderAtECPay, allEventTypes } = world();
    const ref = await settledOrder('Ended2');
    await control('orders/Ended2/redeem', { count: 1, cancel: true });
    await runCallbacks();
    expect(orderAtECPay('Ended2').callbacks.map(({ state }) => state)).toEqual(['answered', 'answered']);
    expect(await until(ref, ({ counts }) => counts.unused === 1)).toMatchObject({ status: 'active' });
    expect(await allEventTypes(ref)).toEqual([...SETTLED, 'redemptionCancelled']);
  });

  test('about an order of ECPay’s back office adopts it, emits its events and follows it to its end', async () => {
    const { control, runCallbacks, until, end, allEventTypes } = world();
    const ref = await backOfficeOrder('Office2');
    await control('orders/Office2/redeem', { count: 1 });
    await runCallbacks();
    const order = await until(ref, ({ counts }) => counts.redeemed === 1);
    expect(order).toMatchObject({ status: 'active', issueType: 'paper', counts: { redeemed: 1, unused: 1 } });
    await control('orders/Office2/redeem', { count: 1 });
    await runCallbacks();
    expect(await end(ref)).toMatchObject({ status: 'settled', callbacks: { received: 2 } });
    expect(await allEventTypes(ref)).toEqual(['issued', 'redeemed', 'redeemed', 'settled']);
  });

  test('about an order that ECPay does not have is acknowledged, and no workflow stays open', async () => {
    const { end, historyOf, allEventTypes } = world();
    expect(await post({ MerchantTradeNo: 'Nobody2', TicketList: [{ TicketNo: 'T1', UseStatus: 2 }] })).toBe(200);
    expect(await end(refOf('Nobody2'))).toMatchObject({ status: 'abandoned', tickets: [] });
    expect(await historyOf(refOf('Nobody2'))).toMatchObject({ runs: false });
    expect(await allEventTypes(refOf('Nobody2'))).toEqual([]);
  });

  // Keep this test last: it moves the sandbox's clock a week ahead.
  test('replayed a week later emits no event twice, and the order ends again', async () => {
    const { control, end, orderAtECPay, historyOf, allEventTypes } = world();
    const ref = await settledOrder('Replayed1');
    await control('clock', { advance: '7 days' });
    expect(await post(orderAtECPay('Replayed1').callbacks[0]?.data)).toBe(200);
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
    expect(await historyOf(ref)).toMatchObject({ runs: false });
    expect(await allEventTypes(ref)).toEqual(SETTLED);
  });
});
