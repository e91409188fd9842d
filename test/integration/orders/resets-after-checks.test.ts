/**
 * A reset copies commands into the new run, which must make the same ones: the check of a payment before Issue, and
 * that of a child order before its payment. A run that made others would be stuck permanently.
 */
import { expect, test } from '@jest/globals';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import type { OrderRef } from '../../../ecticket/order.js';
import type { ChildOrder } from '../../../workflows/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';
import { completedTasks, resetWorkflow } from '../../support/reset-workflow.js';

const world = useDevWorld({ merchantWorkflows: new URL('./parent-workflows.ts', import.meta.url) });
const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });
const handleOf = (ref: OrderRef) => world().environment.client.workflow.getHandle(workflowIdOf(ref));

async function reset(ref: OrderRef, to: 'first' | 'last'): Promise<void> {
  const { environment } = world();
  const tasks = await completedTasks(environment, workflowIdOf(ref));
  await resetWorkflow(environment, workflowIdOf(ref), tasks.at(to === 'first' ? 0 : -1));
}

/** Starts an order as a child, and waits until it is checked. */
async function startChild(number: string, amount: number): Promise<OrderRef> {
  const sale: ChildOrder = { order: electronicOrder(number), payment: { due: 'beforeIssue', amount }, timing: PROMPT };
  await world().environment.client.workflow.execute<(sale: ChildOrder) => Promise<unknown>>('sellAndLeave', {
    workflowId: `sale of ${number}`,
    taskQueue: 'shop',
    args: [sale],
  });
  await checked(refOf(number));
  return refOf(number);
}

async function checked(ref: OrderRef): Promise<void> {
  for (;;) {
    const { events } = await handleOf(ref).fetchHistory();
    if (events?.some((event) => event.activityTaskCompletedEventAttributes)) return;
    await world().environment.sleep(50);
  }
}

test('an order that is paid by a notification continues after a reset past its Issue', async () => {
  const { client, control, end, receiverUrl, until } = world();
  const { ref } = await client.placeOrder({
    order: electronicOrder('Notified1'),
    payment: { amount: 1360 },
    timing: PROMPT,
  });
  const notifyUrl = receiverUrl + CALLBACK_PATHS.aioPayment;
  await control('payments', { kind: 'aio', merchantTradeNo: 'Notified1', amount: 1360, notifyUrl });
  await until(ref, ({ status, events }) => status === 'active' && events.undelivered === 0);
  await reset(ref, 'last');
  await client.redeem(ref, { tickets: { count: 2 } });
  expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
});

test('a child order continues after a reset past its check', async () => {
  const { client, until } = world();
  const ref = await startChild('Child1', 1360);
  await until(ref, ({ status }) => status === 'awaitingPayment');
  await reset(ref, 'last');
  await client.confirmPayment(ref, { amount: 1360, reference: 'R1' });
  expect(await until(ref, ({ status }) => status === 'active')).toMatchObject({ counts: { unused: 2 } });
});

test('an invalid child order stays cancelled after a reset to its beginning', async () => {
  const { end, sandbox } = world();
  const ref = await startChild('Child2', 1);
  expect(await end(ref)).toMatchObject({ status: 'cancelled', violations: [{ rule: 'amountIsCatalogueTotal' }] });
  await reset(ref, 'first');
  expect(await end(ref)).toMatchObject({ status: 'cancelled', violations: [{ rule: 'amountIsCatalogueTotal' }] });
  expect(sandbox.book.order('Child2')).toBeUndefined();
});
