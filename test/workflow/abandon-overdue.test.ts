/** An operator abandons an order whose tickets are overdue. ECPay may have issued them since the last poll. */
import { expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();
const QUERY = '/api/Ticket/QueryIssueResult';
const DECISION = { by: 'Ann', why: 'no tickets for a day; the money is to be returned' };

const MINUTE = 60_000;

/** Places an order, and waits until a poll finds it overdue: for a day, and up to half an hour. */
async function overdue(number: string) {
  const { client, environment, passTimeUntil } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder(number), payment: { paid: {} } });
  const needsAttention = ({ status }: { status: string }) => status === 'needsAttention';
  await environment.sleep((24 * 60 - 10) * MINUTE);
  const { attention } = await passTimeUntil(ref, needsAttention, { step: '1 minute', limit: 60 });
  expect(attention).toMatchObject({ reason: 'issuanceOverdue', options: ['abandon'] });
  return ref;
}

test('queries have failed for a day: the order does not end, and keeps the tickets that ECPay has', async () => {
  const { client, control, passTimeUntil, sandbox } = world();
  await control('faults', { on: QUERY, kind: 'http500', tradeNo: 'OVERDUE1', times: 10_000 });
  const ref = await overdue('OVERDUE1');
  await sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
  expect(await client.abandon(ref, DECISION)).toBe('awaitingIssuance');
  const order = await passTimeUntil(ref, ({ status }) => status === 'active', { step: '1 second' });
  expect(order).toMatchObject({ counts: { unused: 2 }, decisions: [DECISION] });
});

test('ECPay issues the tickets between two polls', async () => {
  const { client, control, environment, passTimeUntil } = world();
  await control('faults', { on: 'issuance', kind: 'late', tradeNo: 'OVERDUE2', ms: (24 * 60 + 40) * MINUTE });
  const start = await environment.currentTimeMs();
  const ref = await overdue('OVERDUE2');
  // Polls come every half an hour: after a day, just before or just after it.
  await environment.sleep(start + (24 * 60 + 45) * MINUTE - (await environment.currentTimeMs()));
  expect((await client.getOrder(ref)).status).toBe('needsAttention');
  await client.abandon(ref, DECISION);
  await passTimeUntil(ref, ({ status }) => status === 'active', { step: '1 second' });
});

test('ECPay does not answer: the order needs attention, and ends by a second decision', async () => {
  const { client, control, end, passTimeUntil, eventTypes } = world();
  await control('faults', { on: 'issuance', kind: 'never', tradeNo: 'OVERDUE3' });
  const ref = await overdue('OVERDUE3');
  await control('faults', { on: QUERY, kind: 'http500', tradeNo: 'OVERDUE3', times: 10_000 });
  await client.abandon(ref, DECISION);
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 second' });
  expect(attention).toMatchObject({ reason: 'recordUnreadable', code: 'SERVER_ERROR', options: ['abandon'] });
  expect(await client.abandon(ref, DECISION)).toBe('abandoned');
  expect(await end(ref)).toMatchObject({ status: 'abandoned' });
  expect(eventTypes(ref).slice(-2)).toEqual(['needsAttention', 'abandoned']);
});
