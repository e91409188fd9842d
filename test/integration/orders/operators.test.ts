/** What operators can do to an order's workflow in Temporal itself: ECPay's record and the order agree afterwards. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { callbackReceived } from '../../../workflows/messages.js';
import { workflowIdOf } from '../../../workflows/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const callback = { kind: 'useStatus', receivedAt: '', data: {} } as const;

/** `temporal workflow reset` to just before the first update. */
async function resetBeforeUpdates(ref: OrderRef): Promise<void> {
  const { client, connection } = world().environment;
  const handle = client.workflow.getHandle(workflowIdOf(ref));
  const { events } = await handle.fetchHistory();
  const accepted = events?.find((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
  const completed = events?.findLast(
    (event) => event.workflowTaskCompletedEventAttributes && Number(event.eventId) < Number(accepted?.eventId) - 1,
  );
  const { runId } = await handle.describe();
  await connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflowIdOf(ref), runId },
    workflowTaskFinishEventId: completed?.eventId ?? null,
    reason: 'a test',
    requestId: randomUUID(),
  });
}

async function reconciled(ref: OrderRef): Promise<void> {
  await world().environment.client.workflow.getHandle(workflowIdOf(ref)).signal(callbackReceived, callback);
  await world().until(ref, ({ events, reconciled }) => events.undelivered === 0 && reconciled.at !== undefined);
}

test('a reset reapplies a redemption and a refund to the same tickets: none is redeemed or refunded in their place', async () => {
  const { client, inBook, issued, until } = world();
  const { ref } = await issued(electronicOrder('Reset1', { items: [{ itemNo: 'VQT04959', quantity: 4 }] }));
  await client.redeem(ref, { tickets: { count: 1 } });
  await client.refund(ref, { tickets: { count: 1 } });
  await until(ref, ({ events }) => events.undelivered === 0);
  const before = inBook('Reset1').tickets.map(({ useStatus }) => useStatus);
  expect(before).toEqual([2, 3, 1, 1]);
  await resetBeforeUpdates(ref);
  await until(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  await reconciled(ref);
  expect(inBook('Reset1').tickets.map(({ useStatus }) => useStatus)).toEqual(before);
  expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, refunded: 1, unused: 2 } });
});

test('after a reset an event’s id still names one content', async () => {
  const { client, events, issued, until } = world();
  const { ref } = await issued(paperOrder('Reset2', 3));
  await client.redeem(ref, { tickets: { count: 1 } });
  await client.redeem(ref, { tickets: { count: 1 } });
  await until(ref, ({ events: { undelivered } }) => undelivered === 0);
  await resetBeforeUpdates(ref);
  await until(ref, ({ counts, events: { undelivered } }) => counts.redeemed === 2 && undelivered === 0);
  const told = events.filter(({ order }) => order.merchantTradeNo === 'Reset2');
  const contents = new Map(told.map(({ id, type, data }) => [id, JSON.stringify({ type, data })]));
  for (const { id, type, data } of told) expect(JSON.stringify({ type, data })).toBe(contents.get(id));
});

test('an order whose workflow was terminated is adopted by the next callback, and agrees with ECPay', async () => {
  const { client, control, environment, inBook, issued, runCallbacks, until } = world();
  const { ref } = await issued(electronicOrder('Ended1'));
  await client.redeem(ref, { tickets: { count: 1 } });
  await environment.client.workflow.getHandle(workflowIdOf(ref)).terminate('an operator');
  await control('orders/Ended1/refund', { count: 1 });
  await runCallbacks();
  await until(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  expect(inBook('Ended1').totals).toMatchObject({ RedeemCount: 1, RefundCount: 1 });
});

test('a cancel request drops no order that ECPay has: it goes on, and agrees with ECPay', async () => {
  const { client, environment, inBook, issued, until } = world();
  const { ref } = await issued(electronicOrder('Cancelled1'));
  await environment.client.workflow.getHandle(workflowIdOf(ref)).cancel();
  await client.redeem(ref, { tickets: { count: 1 } });
  await until(ref, ({ status, counts }) => status === 'active' && counts.redeemed === 1);
  expect(inBook('Cancelled1').totals).toMatchObject({ RedeemCount: 1 });
});
