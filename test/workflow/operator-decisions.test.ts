/** Operator decisions on an order that needs attention. */
import { describe, expect, test } from '@jest/globals';
import { toIssueData } from '../../ecticket/naming/order.js';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();
const HOUR = 3_600_000;
const ann = { by: 'Ann', why: 'the customer called' };
const offSale = (tradeNo: string) => electronicOrder(tradeNo, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
const refusal = (reason: string) => expect.objectContaining({ code: 'DECISION_REFUSED', reason });

async function refusedOrder(tradeNo: string) {
  const { client, passTimeUntil } = world();
  const { ref } = await client.placeOrder({ order: offSale(tradeNo), payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 second' });
  return ref;
}

test('a number with tickets of an earlier issue needs attention, and an operator decides whose they are', async () => {
  const { client, control, end, environment, now, passTimeUntil } = world();
  await now();
  await control('orders', toIssueData(electronicOrder('OLD1')));
  await environment.sleep('30 days');
  const { ref } = await client.placeOrder({ order: electronicOrder('OLD1'), payment: { paid: {} } });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'numberTaken' });

  // The operator finds that the tickets belong to this customer.
  await client.abandon(ref, { by: 'Ann', why: 'they have them since last month' });
  await end(ref);
  await client.adoptOrder(ref);
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ counts: { unused: 2 } });
});

describe('resubmit', () => {
  test('with corrected fields under the same number issues the order once and keeps the decision', async () => {
    const { client, passTimeUntil, sandbox, allEventTypes } = world();
    const ref = await refusedOrder('RESUB1');
    expect(await client.resubmit(ref, { ...ann, order: electronicOrder('RESUB1'), amount: 1360 })).toBe('issuing');
    const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ counts: { unused: 2 }, decisions: [ann] });
    expect(issued.attention).toBeUndefined();
    expect(sandbox.book.order('RESUB1')).toMatchObject({ issuances: 1 });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'issued']);
  });

  test('without changes and refused again needs attention again', async () => {
    const { client, passTimeUntil, allEventTypes } = world();
    const ref = await refusedOrder('RESUB2');
    await client.resubmit(ref, ann);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'needsAttention']);
  });

  test('an invalid order is refused before anything is sent', async () => {
    const { client } = world();
    const ref = await refusedOrder('RESUB3');
    const order = electronicOrder('RESUB3', { customerPhone: '12345' });
    await expect(client.resubmit(ref, { ...ann, order })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention' });
  });

  test('under another number is refused', async () => {
    const { client } = world();
    const ref = await refusedOrder('RESUB4');
    const order = electronicOrder('OTHER4');
    await expect(client.resubmit(ref, { ...ann, order })).rejects.toEqual(refusal('ANOTHER_NUMBER'));
  });

  test('accepts a wrong amount', async () => {
    const { client, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('RESUB5'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1359 });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 second' });
    await client.resubmit(ref, { by: 'Ann', why: 'one dollar short, never mind' });
    await passTimeUntil(ref, ({ status }) => status === 'active');
  });

  test('is refused while ECPay still processes the order', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: 'issuance', kind: 'never', tradeNo: 'RESUB6' });
    const { ref } = await client.placeOrder({ order: electronicOrder('RESUB6'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour' });
    expect(attention?.options).toEqual(['abandon']);
    await expect(client.resubmit(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
    expect(await client.abandon(ref, ann)).toBe('awaitingIssuance');
  });
});

describe('abandon and cancel', () => {
  test('an abandoned order ends, and its event names who and why', async () => {
    const { client, end, events } = world();
    const ref = await refusedOrder('ABANDON1');
    await client.abandon(ref, ann);
    expect(await end(ref)).toMatchObject({ status: 'abandoned', decisions: [ann] });
    expect(events.at(-1)).toMatchObject({ type: 'abandoned', data: ann });
  });

  test('an unpaid order is cancelled', async () => {
    const { client, end, eventTypes, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL1') });
    expect(await client.cancelOrder(ref, ann)).toBe('cancelled');
    expect(await end(ref)).toMatchObject({ status: 'cancelled' });
    expect(eventTypes(ref)).toEqual(['cancelled']);
    expect(sandbox.book.order('CANCEL1')).toBeUndefined();
  });

  test('an issued order can be neither abandoned nor cancelled', async () => {
    const { client, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL2'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await expect(client.cancelOrder(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
    await expect(client.abandon(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
  });

  test.each([[{}], [{ by: 'Ann' }], [{ by: '', why: 'x' }], [{ by: 'Ann', why: 7 }]])(
    'a decision without name and reason is refused: %j',
    async (decision) => {
      const { client } = world();
      const ref = { merchantId: '3085676', merchantTradeNo: 'ABSURD1' };
      await client.placeOrder({ order: electronicOrder('ABSURD1') });
      await expect(client.cancelOrder(ref, decision as never)).rejects.toEqual(refusal('INVALID_REQUEST'));
    },
  );
});

test('the merchant receives reminders at a growing interval until an operator decides', async () => {
  const { client, environment, events } = world();
  const ref = await refusedOrder('REMIND1');
  await environment.sleep('4 days');
  const reminders = events
    .filter(({ order, type }) => order.merchantTradeNo === 'REMIND1' && type === 'needsAttention')
    .map(({ at }) => Date.parse(at));
  const gaps = reminders.slice(1).map((at, index) => Math.round((at - (reminders[index] ?? 0)) / HOUR));
  expect(gaps.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 24, 24]);
  expect((await client.getOrder(ref)).attention?.reminders).toBe(gaps.length);
});
