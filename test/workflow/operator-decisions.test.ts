/** An order that waits for a person, and what the person decides. */
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

test('a number under which such tickets were issued long before: a person decides whose they are', async () => {
  const { client, control, end, environment, now, passTimeUntil } = world();
  await now();
  await control('orders', toIssueData(electronicOrder('OLD1')));
  await environment.sleep('30 days');
  const { ref } = await client.placeOrder({ order: electronicOrder('OLD1'), payment: { paid: {} } });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'numberTaken' });

  // They were the customer's all along.
  await client.abandon(ref, { by: 'Ann', why: 'they have them since last month' });
  await end(ref);
  await client.adoptOrder(ref);
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ counts: { unused: 2 } });
});

describe('resubmit', () => {
  test('with its fields corrected, under the same number: issued once, the decision kept', async () => {
    const { client, passTimeUntil, sandbox, eventTypes } = world();
    const ref = await refusedOrder('RESUB1');
    expect(await client.resubmit(ref, { ...ann, order: electronicOrder('RESUB1') })).toBe('issuing');
    const issued = await passTimeUntil(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ counts: { unused: 2 }, decisions: [ann] });
    expect(issued.attention).toBeUndefined();
    expect(sandbox.book.order('RESUB1')).toMatchObject({ issuances: 1 });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'issued']);
  });

  test('as it stands, and refused again: a person is asked again', async () => {
    const { client, passTimeUntil, eventTypes } = world();
    const ref = await refusedOrder('RESUB2');
    await client.resubmit(ref, ann);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'needsAttention']);
  });

  test('an order that breaks a rule is refused before anything is sent', async () => {
    const { client } = world();
    const ref = await refusedOrder('RESUB3');
    const order = electronicOrder('RESUB3', { customerPhone: '12345' });
    await expect(client.resubmit(ref, { ...ann, order })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention' });
  });

  test('under another number is another order', async () => {
    const { client } = world();
    const ref = await refusedOrder('RESUB4');
    const order = electronicOrder('OTHER4');
    await expect(client.resubmit(ref, { ...ann, order })).rejects.toEqual(refusal('ANOTHER_NUMBER'));
  });

  test('a wrong amount that a person accepts', async () => {
    const { client, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('RESUB5'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1359 });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 second' });
    await client.resubmit(ref, { by: 'Ann', why: 'one dollar short, never mind' });
    await passTimeUntil(ref, ({ status }) => status === 'active');
  });

  test('not while ECPay still works on the order', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: 'issuance', kind: 'never', tradeNo: 'RESUB6' });
    const { ref } = await client.placeOrder({ order: electronicOrder('RESUB6'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour' });
    expect(attention?.options).toEqual(['abandon']);
    await expect(client.resubmit(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
    expect(await client.abandon(ref, ann)).toBe('abandoned');
  });
});

describe('abandon and cancel', () => {
  test('an abandoned order ends, and the merchant hears who and why', async () => {
    const { client, end, events } = world();
    const ref = await refusedOrder('ABANDON1');
    await client.abandon(ref, ann);
    expect(await end(ref)).toMatchObject({ status: 'abandoned', decisions: [ann] });
    expect(events.at(-1)).toMatchObject({ type: 'abandoned', data: ann });
  });

  test('an order that nobody has paid yet is cancelled', async () => {
    const { client, end, eventTypes, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL1') });
    expect(await client.cancelOrder(ref, ann)).toBe('cancelled');
    expect(await end(ref)).toMatchObject({ status: 'cancelled' });
    expect(eventTypes(ref)).toEqual(['cancelled']);
    expect(sandbox.book.order('CANCEL1')).toBeUndefined();
  });

  test('an issued order can be neither', async () => {
    const { client, passTimeUntil } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL2'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await expect(client.cancelOrder(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
    await expect(client.abandon(ref, ann)).rejects.toEqual(refusal('NOTHING_TO_DECIDE'));
  });

  test.each([[{}], [{ by: 'Ann' }], [{ by: '', why: 'x' }], [{ by: 'Ann', why: 7 }]])(
    'a decision without who and why is refused: %j',
    async (decision) => {
      const { client } = world();
      const ref = { merchantId: '3085676', merchantTradeNo: 'ABSURD1' };
      await client.placeOrder({ order: electronicOrder('ABSURD1') });
      await expect(client.cancelOrder(ref, decision as never)).rejects.toEqual(refusal('INVALID_REQUEST'));
    },
  );
});

test('the merchant is reminded, at a growing interval, for as long as nobody decides', async () => {
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
