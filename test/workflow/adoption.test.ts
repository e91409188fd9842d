/** Adoption: orders whose workflow has closed, and orders that were issued in ECPay's back office. */
import { describe, expect, test } from '@jest/globals';
import { deliverToOrders } from '../../callbacks/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import { patientClient } from '../support/temporal-servers.js';

const world = useOrderWorld();
const callback = { kind: 'useStatus', receivedAt: '2026-11-22T00:00:00Z', data: {} } as const;
const deliver = (ref: OrderRef) => deliverToOrders(patientClient(world().environment))(ref, callback);
const refOf = (merchantTradeNo: string): OrderRef => ({ merchantId: '3085676', merchantTradeNo });

/** An order at ECPay without a workflow. */
async function backOfficeOrder(tradeNo: string, quantity = 2): Promise<OrderRef> {
  await world().control('orders', {
    MerchantID: '3085676',
    MerchantTradeNo: tradeNo,
    IssueType: '2',
    PrintType: '2',
    Operator: 'BackOffice',
    TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: quantity }],
  });
  return refOf(tradeNo);
}

async function settledOrder(tradeNo: string): Promise<OrderRef> {
  const { ref } = await issuedOrder(world(), tradeNo);
  await world().client.redeem(ref, { tickets: { count: 2 } });
  await world().end(ref);
  return ref;
}

test('a number that a callback occupies is a conflict that says to place the order again', async () => {
  const { client, control, end, passTimeUntil } = world();
  const ref = refOf('SQUAT1');
  await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'http500', times: 1000, tradeNo: 'SQUAT1' });
  expect(await deliver(ref)).toBe('accepted');
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour', limit: 60 });
  const order = electronicOrder('SQUAT1');
  await expect(client.placeOrder({ order })).rejects.toMatchObject({
    ...{ code: 'ORDER_CONFLICT', reason: 'beingLookedUp' },
    message: expect.stringContaining('Place the order again'),
  });
  await fetch(`${world().sandboxUrl}/_sandbox/faults`, { method: 'DELETE' });
  expect(await end(ref)).toMatchObject({ status: 'abandoned' });
  expect(await client.placeOrder({ order })).toMatchObject({ existing: false });
});

describe('a callback', () => {
  test('about a cancelled redemption of a settled order reopens it and emits that event only', async () => {
    const { control, passTimeUntil, allEventTypes, events } = world();
    const ref = await settledOrder('ADOPT1');
    await control('orders/ADOPT1/redeem', { count: 1, cancel: true });
    expect(await deliver(ref)).toBe('accepted');
    const order = await passTimeUntil(ref, ({ counts }) => counts.unused === 1);
    expect(order).toMatchObject({ status: 'active', issueType: 'electronic' });
    expect(await allEventTypes(ref)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'settled',
      'redemptionCancelled',
    ]);
    const ids = events.filter(({ order: { merchantTradeNo } }) => merchantTradeNo === 'ADOPT1').map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
  });

  test('replayed a week after the order settled emits no event twice, and the order ends again', async () => {
    const { environment, end, eventTypes } = world();
    const ref = await settledOrder('ADOPT2');
    await environment.sleep('7 days');
    await deliver(ref);
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 }, callbacks: { received: 1 } });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  });

  test('about an order of ECPay’s back office adopts it, emits its events and follows it to its end', async () => {
    const { control, passTimeUntil, eventTypes, end } = world();
    const ref = await backOfficeOrder('ADOPT3');
    await control('orders/ADOPT3/redeem', { count: 1 });
    await deliver(ref);
    const order = await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(order).toMatchObject({ issueType: 'paper', counts: { unused: 1, redeemed: 1 } });
    expect(order.order).toBeUndefined();
    await control('orders/ADOPT3/redeem', { count: 1 });
    await deliver(ref);
    expect(await end(ref)).toMatchObject({ status: 'settled' });
    expect(eventTypes(ref)).toEqual(['issued', 'redeemed', 'redeemed', 'settled']);
  });

  test('about an order that ECPay does not have leaves no open workflow and emits no event', async () => {
    const { end, eventTypes } = world();
    await deliver(refOf('NOBODYS1'));
    expect(await end(refOf('NOBODYS1'))).toMatchObject({ status: 'abandoned', tickets: [] });
    expect(eventTypes(refOf('NOBODYS1'))).toEqual([]);
  });

  test('about an order that was cancelled unpaid changes nothing unless ECPay has tickets of it', async () => {
    const { client, control, end, passTimeUntil, allEventTypes, eventTypes } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('ADOPT5') });
    await client.cancelOrder(ref, { by: 'Ann', why: 'ordered twice' });
    await end(ref);
    await deliver(ref);
    expect(await end(ref)).toMatchObject({ status: 'cancelled', callbacks: { received: 1 } });
    expect(eventTypes(ref)).toEqual(['cancelled']);

    await backOfficeOrder('ADOPT5');
    await control('orders/ADOPT5/redeem', { count: 1 });
    await deliver(ref);
    const order = await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(order).toMatchObject({ counts: { unused: 1, redeemed: 1 }, decisions: [{ by: 'Ann' }] });
    expect(await allEventTypes(ref)).toEqual(['cancelled', 'issued', 'redeemed']);
  });

  test('about a number that an operator found to be another order’s does not adopt those tickets', async () => {
    const { client, control, end, environment, now, passTimeUntil, eventTypes } = world();
    await now();
    const ref = await backOfficeOrder('ADOPT6');
    await environment.sleep('30 days');
    await client.placeOrder({ order: electronicOrder('ADOPT6'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    await client.abandon(ref, { by: 'Ann', why: 'the number is another customer’s' });
    await end(ref);
    await control('orders/ADOPT6/redeem', { count: 1 });
    expect(await deliver(ref)).toBe('ended');
    await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toMatchObject({ code: 'ORDER_ENDED' });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'abandoned']);
  });
});

describe('a ticket action', () => {
  test('cancels a redemption of a settled order', async () => {
    const { client, allEventTypes } = world();
    const ref = await settledOrder('COUNTER1');
    const [ticket] = (await client.getOrder(ref)).tickets;
    const { tickets } = await client.cancelRedemption(ref, { tickets: { ticketNo: ticket?.ticketNo ?? '' } });
    expect(tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
    expect(await allEventTypes(ref)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'settled',
      'redemptionCancelled',
    ]);
  });

  test('redeems a ticket of an order issued in ECPay’s back office', async () => {
    const { client } = world();
    const ref = await backOfficeOrder('COUNTER2');
    expect((await client.redeem(ref, { tickets: { count: 1 } })).tickets).toMatchObject([{ result: 'done' }]);
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', counts: { redeemed: 1, unused: 1 } });
  });

  test('on an unknown order is refused', async () => {
    const { client, end } = world();
    const answer = client.redeem(refOf('NOBODYS2'), { tickets: { count: 1 } });
    await expect(answer).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    expect(await end(refOf('NOBODYS2'))).toMatchObject({ status: 'abandoned' });
  });
});

describe('one refusal by ECPay, which documents none for an order that it does not have,', () => {
  const refuseOnce = (tradeNo: string) =>
    world().control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'rtnCode', times: 1, tradeNo });

  test('does not end an order that an operator adopts', async () => {
    const ref = await backOfficeOrder('BUSY1');
    await refuseOnce('BUSY1');
    expect(await world().client.adoptOrder(ref)).toMatchObject({ existing: false });
    await world().passTimeUntil(ref, ({ status }) => status === 'active');
  });

  test('does not end an order that an operator abandons while ECPay has its tickets', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: '/api/Ticket/Issue', kind: 'resetAfter', times: 1, tradeNo: 'BUSY3' });
    await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'http500', times: 1000, tradeNo: 'BUSY3' });
    const { ref } = await client.placeOrder({ order: electronicOrder('BUSY3'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '30 minutes' });
    await world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
    await refuseOnce('BUSY3');
    await client.abandon(ref, { by: 'Ann', why: 'the customer does not want to wait' });
    await passTimeUntil(ref, ({ counts }) => counts.unused === 2);
  });
});

test('a settled order that is placed again is the same order, also after it was adopted', async () => {
  const { client, end } = world();
  const ref = await settledOrder('AGAIN1');
  await deliver(ref);
  await end(ref);
  const again = await client.placeOrder({
    order: electronicOrder('AGAIN1', { items: [{ itemNo: 'VQT04959', quantity: 2 }] }),
    payment: { paid: {} },
  });
  expect(again.existing).toBe(true);
});

describe('a late payment', () => {
  const ann = { by: 'Ann', why: 'found the payment' };

  async function unpaidOrder(tradeNo: string): Promise<OrderRef> {
    const { client, now, end } = world();
    const deadline = new Date((await now()) + 3_600_000);
    const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { deadline } });
    expect(await end(ref)).toMatchObject({ status: 'cancelled' });
    return ref;
  }

  test('for an order cancelled at its deadline needs attention, and an operator can issue the order', async () => {
    const { client, passTimeUntil, allEventTypes, sandbox } = world();
    const ref = await unpaidOrder('MONEY1');
    await client.confirmPayment(ref, { reference: 'R1' });
    await client.confirmPayment(ref, { reference: 'R1' });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 second' });
    expect(attention).toMatchObject({ reason: 'paidTooLate', options: ['resubmit', 'abandon'] });
    await client.resubmit(ref, ann);
    await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(await allEventTypes(ref)).toEqual(['cancelled', 'needsAttention', 'issued']);
    expect(sandbox.book.order('MONEY1')).toMatchObject({ issuances: 1 });
  });

  test('for an order that an operator cancelled needs attention', async () => {
    const { client, end, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('MONEY2') });
    await client.cancelOrder(ref, ann);
    await end(ref);
    await client.confirmPayment(ref);
    expect(await passTimeUntil(ref, ({ status }) => status === 'needsAttention')).toMatchObject({ decisions: [ann] });
  });
});
