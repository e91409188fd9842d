/** Orders that need attention on a real server: decisions, recovery without a decision, and reminders. */
import { describe, expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import type { OrderTiming } from '../../../workflows/messages/timing.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { temporalCli } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';

const world = useDevWorld();
const ann = { by: 'Ann', why: 'the customer called' };
const notDecidable = expect.objectContaining({ code: 'DECISION_REFUSED', reason: 'NOTHING_TO_DECIDE' });

const wrongPrice = expect.objectContaining({ code: 'DECISION_REFUSED', reason: 'AMOUNT_MISMATCH' });

/** A paid order that ECPay refuses, since its item is off sale. */
async function refusedOrder(tradeNo: string, timing: Partial<OrderTiming> = {}): Promise<OrderRef> {
  const { client, until } = world();
  const order = electronicOrder(tradeNo, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const { ref } = await client.placeOrder({ order, payment: { paid: {} }, timing: { ...PROMPT, ...timing } });
  const { attention } = await until(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'issueRefused', options: ['resubmit', 'abandon', 'cancelOrder'] });
  return ref;
}

describe('an order that ECPay refused', () => {
  test('is resubmitted with corrected fields under its number and issued once', async () => {
    const { client, until, orderAtECPay, allEventTypes } = world();
    const ref = await refusedOrder('Resubmit1');
    const corrected = { ...ann, order: electronicOrder('Resubmit1') };
    await expect(client.resubmit(ref, corrected)).rejects.toEqual(wrongPrice);
    expect(await client.resubmit(ref, { ...corrected, amount: 1360 })).toBe('issuing');
    const issued = await until(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ counts: { unused: 2 }, decisions: [ann] });
    expect(orderAtECPay('Resubmit1')).toMatchObject({ issuances: 1 });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'issued']);
  });

  test('is abandoned or cancelled', async () => {
    const { client, end, allEventTypes } = world();
    const [one, other] = [await refusedOrder('Abandon1'), await refusedOrder('Cancel1')];
    expect(await client.abandon(one, ann)).toBe('abandoned');
    expect(await client.cancelOrder(other, ann)).toBe('cancelled');
    expect(await end(one)).toMatchObject({ status: 'abandoned', decisions: [ann] });
    expect(await end(other)).toMatchObject({ status: 'cancelled', decisions: [ann] });
    expect(await allEventTypes(one)).toEqual(['paymentConfirmed', 'needsAttention', 'abandoned']);
    expect(await allEventTypes(other)).toEqual(['paymentConfirmed', 'needsAttention', 'cancelled']);
    await expect(client.resubmit(one, ann)).rejects.toMatchObject({ code: 'ORDER_ENDED' });
  });

  test('emits reminders with the same attention', async () => {
    const { events } = world();
    await refusedOrder('Remind1', { firstReminder: 300, longestReminder: 500 });
    await untilPasses(() => {
      const attentions = events.flatMap((event) =>
        event.order.merchantTradeNo === 'Remind1' && event.type === 'needsAttention' ? [event.data.attention] : [],
      );
      const [first] = attentions;
      expect(attentions.slice(0, 3)).toEqual([0, 1, 2].map((reminders) => ({ ...first, reminders })));
    });
  });
});

describe('a cancel request of Temporal', () => {
  const cancel = (ref: OrderRef) =>
    temporalCli(world().environment, 'workflow', 'cancel', '--workflow-id', workflowIdOf(ref));

  test('cancels an order that waits for its payment', async () => {
    const { client, end, allEventTypes } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('Unwanted1') });
    await cancel(ref);
    expect(await end(ref)).toMatchObject({ status: 'cancelled', decisions: [{ by: 'Temporal' }] });
    expect(await allEventTypes(ref)).toEqual(['cancelled']);
  });

  test('does not end an order whose payment has the wrong amount, or that ECPay refused', async () => {
    const { client, until, historyOf } = world();
    const payment = { amount: 1360, paid: { amount: 1000, reference: 'M1' } };
    const { ref } = await client.placeOrder({ order: electronicOrder('Wanted2'), payment, timing: PROMPT });
    for (const paid of [ref, await refusedOrder('Wanted3')]) {
      await until(paid, ({ status }) => status === 'needsAttention');
      const { length } = await historyOf(paid);
      await cancel(paid);
      await until(paid, () => true);
      expect((await historyOf(paid)).length).toBeGreaterThan(length);
      expect(await client.getOrder(paid)).toMatchObject({ status: 'needsAttention', decisions: [] });
    }
  });

  test('does not end an order with tickets, which can still be redeemed', async () => {
    const { client, issued, end, until, historyOf } = world();
    const { ref } = await issued(paperOrder('Wanted1'));
    const { length } = await historyOf(ref);
    await cancel(ref);
    // The request, and the workflow task that handles it.
    await until(ref, () => true);
    expect((await historyOf(ref)).length).toBeGreaterThan(length);
    await client.redeem(ref, { tickets: { count: 2 } });
    expect(await end(ref)).toMatchObject({ status: 'settled', decisions: [] });
  });
});

describe('ECPay’s issuing job', () => {
  const IMPATIENT = { ...PROMPT, lateResultQueryInterval: 200, issuanceWindow: 500, issuanceLimit: 1500 };

  async function overdueOrder(tradeNo: string, kind: 'late' | 'never', timing = {}): Promise<OrderRef> {
    const { client, control, until } = world();
    const ms = kind === 'late' ? { ms: 3_600_000 } : {};
    await control('faults', { on: 'issuance', kind, tradeNo, ...ms });
    const order = electronicOrder(tradeNo);
    const { ref } = await client.placeOrder({ order, payment: { paid: {} }, timing: { ...IMPATIENT, ...timing } });
    const { attention } = await until(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'issuanceOverdue', options: ['abandon'] });
    return ref;
  }

  test('late, then overdue, then done: the order becomes active without a decision', async () => {
    const { client, control, until, orderAtECPay, allEventTypes } = world();
    const ref = await overdueOrder('Overdue1', 'late');
    await expect(client.resubmit(ref, ann)).rejects.toEqual(notDecidable);
    await control('clock', { advance: '1 hour' });
    const issued = await until(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ late: false, counts: { unused: 2 }, decisions: [] });
    expect(issued.attention).toBeUndefined();
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'late', 'needsAttention', 'issued']);
    expect(orderAtECPay('Overdue1')).toMatchObject({ issueCalls: 1, issuances: 1 });
  });

  test('never done: the order emits reminders until an operator abandons it', async () => {
    const { client, end, until, allEventTypes } = world();
    const ref = await overdueOrder('Overdue2', 'never', { firstReminder: 300, longestReminder: 500 });
    await until(ref, ({ attention }) => (attention?.reminders ?? 0) >= 2);
    expect(await client.abandon(ref, ann)).toBe('awaitingIssuance');
    expect(await end(ref)).toMatchObject({ status: 'abandoned', decisions: [ann] });
    expect((await allEventTypes(ref)).slice(0, 5)).toEqual([
      'paymentConfirmed',
      'late',
      ...Array<string>(3).fill('needsAttention'),
    ]);
    expect((await allEventTypes(ref)).at(-1)).toBe('abandoned');
  });
});
