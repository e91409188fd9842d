/** Orders whose workers remember none of them, as after a restart or among too many others: each task replays the order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { paymentConfirmed } from '../../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';

const world = useDevWorld({ cacheOrders: false });

test('an act at the refund desk after news that changed nothing', async () => {
  const { attempts, callBack, client, control, environment, issued, until } = world();
  const { ref, ticketNos } = await issued(electronicOrder('FORGET1'));
  const [ticketNo = ''] = ticketNos;
  await client.refund(ref, { tickets: { count: 2 } });
  await until(ref, ({ status, events }) => status === 'settled' && events.undelivered === 0);

  // A callback without news, and while ECPay is asked about it a payment that is known.
  const looks = attempts(ref, 'fetchOrder');
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'slow', ms: 1500, times: 1, tradeNo: 'FORGET1' });
  await callBack(ref);
  while (attempts(ref, 'fetchOrder') === looks) await sleep(20);
  const order = environment.client.workflow.getHandle(workflowIdOf(ref));
  await order.signal(paymentConfirmed, { reference: 'R-FORGET1' });
  const isAsking = async () =>
    (await order.describe()).raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'fetchOrder');
  while (await isAsking()) await sleep(20);

  const { tickets } = await client.cancelRefund(ref, { tickets: { ticketNo } }, { timeoutMs: 10_000 });
  expect(tickets).toMatchObject([{ ticketNo, result: 'done', state: 'unused' }]);
  await until(ref, ({ status, events }) => status === 'active' && events.undelivered === 0);
});
