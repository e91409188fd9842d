/** The status awaitingIssuance: ECPay has accepted the order and has not issued the tickets yet. */
import { describe, expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();
const active = ({ status }: { status: string }) => status === 'active';

test('polls add no events to the history: there is one activity, however often it polls', async () => {
  const { client, control, environment, passTimeUntil } = world();
  await control('faults', { on: 'issuance', kind: 'late', ms: 4 * 60_000, tradeNo: 'POLLED1' });
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('POLLED1'), payment: { paid: {} } });
  await passTimeUntil(ref, ({ late, status }) => late || status === 'active');
  expect(world().attempts(ref, 'pollIssuance')).toBeGreaterThanOrEqual(5);
  const { events = [] } = await environment.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'pollIssuance',
  );
  expect(scheduled.length).toBeLessThanOrEqual(2);
});

test('an order past the issuance window emits late, and becomes active when the tickets appear', async () => {
  const { client, control, passTimeUntil, allEventTypes } = world();
  await control('faults', { on: 'issuance', kind: 'late', ms: 3 * 3_600_000, tradeNo: 'LATE1' });
  const { ref } = await client.placeOrder({ order: electronicOrder('LATE1'), payment: { paid: {} } });
  expect(await passTimeUntil(ref, ({ late }) => late)).toMatchObject({ status: 'awaitingIssuance' });
  expect(await passTimeUntil(ref, active, { step: '15 minutes' })).toMatchObject({ late: false });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'late', 'issued']);
});

test('an order past the limit needs attention until its tickets appear', async () => {
  const { client, control, passTimeUntil, allEventTypes } = world();
  await control('faults', { on: 'issuance', kind: 'late', ms: 40 * 3_600_000, tradeNo: 'OVERDUE1' });
  const { ref } = await client.placeOrder({ order: electronicOrder('OVERDUE1'), payment: { paid: {} } });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour' });
  expect(attention).toMatchObject({ reason: 'issuanceOverdue' });
  const issued = await passTimeUntil(ref, active, { step: '1 hour' });
  expect(issued.attention).toBeUndefined();
  expect(attention?.reminders).toBe(0);
  const types = await allEventTypes(ref);
  expect(new Set(types)).toEqual(new Set(['paymentConfirmed', 'late', 'needsAttention', 'issued']));
  expect(types.filter((type) => type === 'needsAttention').length).toBeGreaterThan(3);
  expect(types.at(-1)).toBe('issued');
});

test('an overdue order ends when an operator abandons it, even if ECPay is still processing', async () => {
  const { client, control, passTimeUntil, end } = world();
  await control('faults', { on: 'issuance', kind: 'never', tradeNo: 'OVERDUE2' });
  const { ref } = await client.placeOrder({ order: electronicOrder('OVERDUE2'), payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour' });
  expect(await client.abandon(ref, { by: 'Ann', why: 'given back by hand' })).toBe('awaitingIssuance');
  expect(await end(ref)).toMatchObject({ status: 'abandoned', events: { undelivered: 0 } });
});

test('a failed issuance job needs attention, with ECPay’s message', async () => {
  const { client, control, passTimeUntil, sandbox } = world();
  await control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'FAILS1' });
  const { ref } = await client.placeOrder({ order: electronicOrder('FAILS1'), payment: { paid: {} } });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  expect(attention).toMatchObject({ reason: 'issuanceFailed', message: sandbox.book.order('FAILS1')?.remark });
});

test('a callback triggers a poll at once', async () => {
  const { client, passTimeUntil, callBack, now, sandbox } = world();
  const { ref } = await client.placeOrder({
    order: electronicOrder('NUDGED1'),
    payment: { paid: {} },
    timing: { firstResultQuery: 24 * 3_600_000, issuanceWindow: 48 * 3_600_000 },
  });
  await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance');
  await passTimeUntil(ref, () => sandbox.book.order('NUDGED1')?.status === 'processing');
  await sandbox.clock.advance(10 * 60_000);
  const before = await now();
  await callBack(ref);
  await passTimeUntil(ref, active, { step: '1 second' });
  expect((await now()) - before).toBeLessThan(3_600_000);
});

describe('faults of a poll', () => {
  test.each([['reset'], ['http500'], ['badMac'], ['html'], ['truncated'], ['rtnCode'], ['transCode']])(
    '%s is retried until the tickets arrive',
    async (kind) => {
      const { client, control, passTimeUntil } = world();
      const tradeNo = `ASK${kind}`;
      for (const on of ['/api/Ticket/QueryIssueResult', '/api/Ticket/QueryOrderInfo']) {
        await control('faults', { on, kind, times: 2, tradeNo });
      }
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
      expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    },
  );

  test('the order is late if ECPay is down past the window', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'http500', times: 20, tradeNo: 'ASKDOWN1' });
    const { ref } = await client.placeOrder({ order: electronicOrder('ASKDOWN1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ late }) => late);
    await passTimeUntil(ref, active, { step: '10 minutes', limit: 60 });
  });
});

test('many callbacks during awaitingIssuance cost two polls and few events', async () => {
  const { client, control, callBack, attempts, environment, passTimeUntil } = world();
  await control('faults', { on: 'issuance', kind: 'late', tradeNo: 'FLOODED1', ms: 20 * 60_000 });
  const { ref } = await client.placeOrder({ order: electronicOrder('FLOODED1'), payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
  const before = attempts(ref, 'pollIssuance');
  for (let second = 0; second < 40; second += 1) {
    await callBack(ref);
    await environment.sleep('1 second');
  }
  await environment.sleep('5 seconds');
  expect(attempts(ref, 'pollIssuance') - before).toBeLessThanOrEqual(3);
  await passTimeUntil(ref, ({ status }) => status === 'active', { step: '10 minutes' });
});
