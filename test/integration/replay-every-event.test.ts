/**
 * Workers without a cache replay the order at every workflow task, as after a restart between any two events. No replay
 * fails, and the histories that they produce replay to their ends.
 */
import { describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { TicketActionRefusedError, WorkerUnavailableError, type OrderSnapshot } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import { paymentConfirmed } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { useDevWorld } from '../support/dev-world.js';
import { electronicOrder, paperOrder } from '../support/orders.js';
import { refuseEvent, acceptEvent, MerchantWebhook } from '../support/merchant-webhook.js';
import { untilPasses } from '../support/until-passes.js';
import { workflowBundle } from '../support/workflow-bundle.js';

const ann = { by: 'Ann', why: 'the customer called' };
const webhook = new MerchantWebhook();
const world = useDevWorld({ cacheOrders: false, deliver: webhook.deliver });

/**
 * Checks that no workflow task of the order's last run failed: the workers replayed the order for each. Then replays the
 * whole history. Returns the number of tasks.
 */
async function expectReplays(ref: OrderRef): Promise<number> {
  const workflowId = workflowIdOf(ref);
  const history = await world().environment.client.workflow.getHandle(workflowId).fetchHistory();
  const events = history.events ?? [];
  const failed = events.flatMap(({ workflowTaskFailedEventAttributes: failure }) => failure?.failure?.message ?? []);
  expect(failed).toEqual([]);
  await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, workflowId);
  return events.filter(({ workflowTaskStartedEventAttributes: task }) => Boolean(task)).length;
}

/** Waits until the order matches `wanted`, also if no worker answers within ten seconds on a busy machine. */
async function until(ref: OrderRef, wanted: (order: OrderSnapshot) => boolean): Promise<void> {
  for (;;) {
    try {
      await world().until(ref, wanted);
      return;
    } catch (error) {
      if (!(error instanceof WorkerUnavailableError)) throw error;
    }
  }
}

/** Waits until every event is delivered and the workflow task with the result is complete. */
async function waitUntilQuiet(ref: OrderRef, activity = 'deliverEvents'): Promise<void> {
  await until(ref, ({ events }) => events.undelivered === 0);
  const handle = world().environment.client.workflow.getHandle(workflowIdOf(ref));
  await untilPasses(async () => {
    const { raw } = await handle.describe();
    expect(raw.pendingActivities?.map(({ activityType }) => activityType?.name) ?? []).not.toContain(activity);
    expect(raw.pendingWorkflowTask).toBeFalsy();
  });
}

describe('an order replays after ticket actions in quick succession', () => {
  test.each(['plain', 'with callbacks'])('refund, cancelRefund, refund with default timing, %s', async (how) => {
    const { callBack, client } = world();
    const tradeNo = `Thrice${how === 'plain' ? 1 : 2}`;
    const order = paperOrder(tradeNo, 2);
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    const { tickets } = await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    const one = { tickets: { ticketNo: tickets[0]?.ticketNo ?? '' } };
    for (const action of ['refund', 'cancelRefund', 'refund'] as const) {
      const beside = how === 'plain' ? undefined : callBack(ref);
      expect((await client[action](ref, one)).tickets).toMatchObject([{ result: 'done' }]);
      await beside;
    }
    await until(ref, ({ counts }) => counts.refunded === 1);
    await waitUntilQuiet(ref);
    expect(await expectReplays(ref)).toBeGreaterThan(5);
  });

  test('cancelled and repeated redemptions and refunds, with callbacks and a repeated payment', async () => {
    const { callBack, client, issued } = world();
    const order = electronicOrder('Quick1', {
      merchantId: '3362787',
      paymentProvider: 'ecpay',
      items: [{ itemNo: 'VQT04959', quantity: 4 }],
    });
    const timing = {
      firstRefundQuery: 300,
      longestRefundQuery: 300,
      firstReconciliation: 1000,
      longestReconciliation: 1000,
    };
    const { ref, ticketNos } = await issued(order, timing);
    const [a = '', b = '', c = ''] = ticketNos;
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        client.refund(ref, { tickets: { ticketNo: a } }),
        client.redeem(ref, { tickets: { ticketNo: b } }),
        callBack(ref),
        client.confirmPayment(ref, { reference: 'R-Quick1' }),
      ]);
      await client.cancelRefund(ref, { tickets: { ticketNo: a } });
      await Promise.all([client.cancelRedemption(ref, { tickets: { ticketNo: b } }), callBack(ref)]);
      await expect(client.cancelRefund(ref, { tickets: { ticketNo: c } })).rejects.toThrow(TicketActionRefusedError);
    }
    await client.refund(ref, { tickets: { ticketNo: a } });
    await until(ref, ({ counts }) => counts.refunded === 1 && counts.unused === 3);
    await waitUntilQuiet(ref);
    expect(await expectReplays(ref)).toBeGreaterThan(20);
  });

  test('while the webhook is down, and after it is back', async () => {
    const { callBack, client, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder('Down1', 3));
    await waitUntilQuiet(ref);
    webhook.handle = refuseEvent;
    for (const ticketNo of ticketNos) {
      await Promise.all([client.redeem(ref, { tickets: { ticketNo } }), callBack(ref)]);
    }
    webhook.handle = acceptEvent;
    await until(ref, ({ status }) => status === 'settled');
    await waitUntilQuiet(ref);
    expect(await expectReplays(ref)).toBeGreaterThan(5);
  });
});

test('an order replays after a callback and a payment that changed nothing and a ticket action', async () => {
  const { attempts, callBack, client, control, issued } = world();
  const { ref, ticketNos } = await issued(electronicOrder('Nothing1'));
  const [ticketNo = ''] = ticketNos;
  await client.refund(ref, { tickets: { count: 2 } });
  await until(ref, ({ status, events }) => status === 'settled' && events.undelivered === 0);
  const reads = attempts(ref, 'fetchOrder');
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'slow', ms: 1500, times: 1, tradeNo: 'Nothing1' });
  await callBack(ref);
  await until(ref, () => attempts(ref, 'fetchOrder') > reads);
  const order = world().environment.client.workflow.getHandle(workflowIdOf(ref));
  await order.signal(paymentConfirmed, { reference: 'R-Nothing1' });
  await waitUntilQuiet(ref, 'fetchOrder');
  const { tickets } = await client.cancelRefund(ref, { tickets: { ticketNo } });
  expect(tickets).toMatchObject([{ ticketNo, result: 'done' }]);
  await until(ref, ({ status, events }) => status === 'active' && events.undelivered === 0);
  expect(await expectReplays(ref)).toBeGreaterThan(5);
});

describe('an order replays after an operator decision', () => {
  const offSale = (tradeNo: string) => electronicOrder(tradeNo, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });

  test.each(['cancelOrder', 'abandon', 'resubmit'] as const)(
    '%s right after an event was delivered',
    async (choice) => {
      const { client, environment } = world();
      const { ref } = await client.placeOrder({ order: offSale(`Decide${choice}`), payment: { paid: {} } });
      await until(ref, ({ status }) => status === 'needsAttention');
      await waitUntilQuiet(ref);
      await client[choice](ref, ann);
      if (choice === 'resubmit') {
        await until(ref, ({ status, decisions }) => status === 'needsAttention' && decisions.length === 1);
        await client.abandon(ref, ann);
      }
      await environment.client.workflow.getHandle(workflowIdOf(ref)).result();
      expect(await expectReplays(ref)).toBeGreaterThan(4);
    },
  );

  test('cancelOrder of an unpaid order after a callback that changed nothing', async () => {
    const { client, environment, callBack } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('Unpaid1') });
    // Without a pause, the first workflow task may bring the callback too.
    await waitUntilQuiet(ref);
    await callBack(ref);
    await waitUntilQuiet(ref);
    await client.cancelOrder(ref, ann);
    await environment.client.workflow.getHandle(workflowIdOf(ref)).result();
    expect(await expectReplays(ref)).toBeGreaterThan(2);
  });
});
