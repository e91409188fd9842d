/** What a run reports after a reset, when the merchant has events of the former run that it lacks. */
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';
import { completedTasks, resetWorkflow } from '../../support/reset-workflow.js';

const world = useDevWorld();
const callback = { kind: 'useStatus', receivedAt: '', data: {} } as const;

/** Lets the order read ECPay's record, and deliver what it then reports. */
async function reconciled(ref: OrderRef): Promise<void> {
  const { client, environment, until } = world();
  const { at } = (await client.getOrder(ref)).reconciled;
  await environment.client.workflow.getHandle(workflowIdOf(ref)).signal(callbackReceived, callback);
  await until(ref, ({ events, reconciled: { at: now } }) => events.undelivered === 0 && now !== at);
}

test('a refund that was reported and cancelled before the reset is taken back by the events of the new run', async () => {
  const { client, control, environment, events, issued } = world();
  const { ref } = await issued(electronicOrder('Again1', { items: [{ itemNo: 'VQT04959', quantity: 2 }] }));
  const task = (await completedTasks(environment, workflowIdOf(ref))).at(-1);
  await control('orders/Again1/refund', { count: 1 });
  await reconciled(ref);
  const delivered = () => events.filter(({ order }) => order.merchantTradeNo === 'Again1');
  expect(delivered().at(-1)).toMatchObject({ type: 'refunded', data: { refundedAmount: 680 } });
  await control('orders/Again1/refund', { count: 1, cancel: true });
  for (let resets = 1; resets <= 2; resets += 1) {
    await resetWorkflow(environment, workflowIdOf(ref), task);
    await reconciled(ref);
    await reconciled(ref);
    const types = delivered().map(({ type }) => type);
    expect(types.slice(2)).toEqual([
      'refunded',
      ...Array.from({ length: resets }, () => ['issued', 'refundAmended']).flat(),
    ]);
    const [issuedAgain, amended] = delivered().slice(-2);
    expect(issuedAgain).toMatchObject({ data: { tickets: [{ state: 'unused' }, { state: 'unused' }] } });
    expect(amended).toMatchObject({ data: { refundedAmount: 0, refundFee: 0 } });
  }
  expect(await client.getOrder(ref)).toMatchObject({ status: 'active', counts: { unused: 2 } });
});
