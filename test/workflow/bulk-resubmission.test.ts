/** One decision that resubmits many orders: what the activity of `ecticket order resubmit --where` does to each. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from '@jest/globals';
import { sendDecision } from '../../client/orders/operator-decisions.js';
import { OrderExecutions } from '../../client/temporal/order-executions.js';
import type { OrderRef } from '../../ecticket/index.js';
import { createBulkActivities } from '../../workers/bulk-activities.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();
const decision = { by: 'Chan', why: 'contract renewed' };
const refuseIssue = async (tradeNo: string) =>
  await world().control('faults', { on: '/api/Ticket/Issue', kind: 'rtnCode', times: 1, tradeNo });
const ticketsOf = (number: string) => world().sandbox.book.order(number)?.tickets.length ?? 0;

/** Places an order and passes time until it needs attention. */
async function stopped(number: string, payment: object) {
  const { client, passTimeUntil } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder(number), payment });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  return { ref, reason: attention?.reason };
}

async function resubmitAll(orders: readonly OrderRef[], updateId: string) {
  const { resubmitOrders } = createBulkActivities(world().environment.client);
  return await new MockActivityEnvironment().run(resubmitOrders, { orders, ordersPerSecond: 100, decision, updateId });
}

test('issues what ECPay refused, and no order that is underpaid or whose payment ECPay denies', async () => {
  await refuseIssue('REFUSED');
  const refused = await stopped('REFUSED', { amount: 1360, paid: { amount: 1360, reference: 'P-0' } });
  const underpaid = await stopped('UNDERPAID', { amount: 1360, paid: { amount: 1, reference: 'P-1' } });
  const denied = await stopped('DENIED', { amount: 1360, doubleCheck: true, paid: { amount: 1360 } });
  const stops = [refused, underpaid, denied];
  expect(stops.map(({ reason }) => reason)).toEqual(['issueRefused', 'amountMismatch', 'paymentNotFound']);

  const orders = stops.map(({ ref }) => ref);
  expect(await resubmitAll(orders, 'bulk-1')).toEqual({
    resubmitted: 1,
    refused: [
      { order: underpaid.ref, code: 'NOT_IN_BULK', reason: 'amountMismatch' },
      { order: denied.ref, code: 'NOT_IN_BULK', reason: 'paymentNotFound' },
    ],
  });
  await world().passTimeUntil(refused.ref, ({ status }) => status === 'active');
  await world().environment.sleep('10 minutes');
  expect([ticketsOf('REFUSED'), ticketsOf('UNDERPAID'), ticketsOf('DENIED')]).toEqual([2, 0, 0]);
});

test('the order itself refuses: its reason may change after it was listed', async () => {
  const { client, environment, passTimeUntil } = world();
  const { ref } = await stopped('CHANGED', { amount: 1360, paid: { amount: 1, reference: 'P-2' } });
  const orders = new OrderExecutions(environment.client);
  const request = { ...decision, bulk: true } as const;
  await expect(sendDecision(orders, workflowIdOf(ref), 'resubmit', request, {})).rejects.toMatchObject({
    ...{ code: 'DECISION_REFUSED', reason: 'NOT_IN_BULK', message: expect.stringContaining('amountMismatch') },
  });
  expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', decisions: [] });

  await client.resubmit(ref, decision);
  await passTimeUntil(ref, ({ status }) => status === 'active');
});

test('a run that a worker of an earlier version began applies its decision once', async () => {
  const { client, passTimeUntil } = world();
  await refuseIssue('BEGUN');
  const { ref } = await stopped('BEGUN', { amount: 1360, paid: { amount: 1360, reference: 'P-3' } });
  await client.resubmit(ref, decision, { updateId: 'bulk-2' });
  expect(await resubmitAll([ref], 'bulk-2')).toEqual({ resubmitted: 1, refused: [] });
  expect(await passTimeUntil(ref, ({ status }) => status === 'active')).toMatchObject({ decisions: [decision] });
});
