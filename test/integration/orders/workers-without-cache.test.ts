/** Workers without a cache, as after a restart: every workflow task replays the order from its history. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { paymentConfirmed } from '../../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';

const world = useDevWorld({ cacheOrders: false });

test('a refund can be cancelled after a callback and a payment that changed nothing', async () => {
  const { attempts, callBack, client, control, environment, issued, until } = world();
  const { ref, ticketNos } = await issued(electronicOrder('FORGET1'));
  const [ticketNo = ''] = ticketNos;
  await client.refund(ref, { tickets: { count: 2 } });
  await until(ref, ({ status, events }) => status === 'settled' && events.undelivered === 0);

  // A callback that changes nothing, and during its reconciliation a payment that is already known.
  const reconciliations = attempts(ref, 'fetchOrder');
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'slow', ms: 1500, times: 1, tradeNo: 'FORGET1' });
  await callBack(ref);
  while (attempts(ref, 'fetchOrder') === reconciliations) await sleep(20);
  const order = environment.client.workflow.getHandle(workflowIdOf(ref));
  await order.signal(paymentConfirmed, { reference: 'R-FORGET1' });
  const isReconciling = async () =>
    (await order.describe()).raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'fetchOrder');
  while (await isReconciling()) await sleep(20);

  const { tickets } = await client.cancelRefund(ref, { tickets: { ticketNo } }, { timeoutMs: 60_000 });
  expect(tickets).toMatchObject([{ ticketNo, result: 'done', state: 'unused' }]);
  await until(ref, ({ status, events }) => status === 'active' && events.undelivered === 0);
});
