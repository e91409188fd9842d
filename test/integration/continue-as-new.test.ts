/** Continue-as-new: on a server that suggests it after 40 events, an order loses nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import { startDevServer } from '../support/temporal-servers.js';
import { workflowBundle } from '../support/workflow-bundle.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { redeem } from '../../workflows/messages/ticket-actions.js';
import { callbackReceived } from '../../workflows/messages/workflow.js';

let world: OrderWorld;
let merchantIsDown = false;
/** How long the webhook takes for an event (ms), and its current and largest number of concurrent deliveries. */
let deliveryTime = 0;
let maxConcurrent = 0;
let concurrent = 0;
const accepted: MerchantEvent[] = [];
beforeAll(async () => {
  const environment = await startDevServer(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']);
  world = await startOrderWorld(environment, {
    sandbox: { issueDelay: 200 },
    deliver: async (event) => {
      if (merchantIsDown) throw new Error('the webhook is down');
      concurrent += 1;
      maxConcurrent = Math.max(maxConcurrent, concurrent);
      await sleep(deliveryTime);
      concurrent -= 1;
      accepted.push(event);
    },
  });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

const callback = { kind: 'refund', receivedAt: '', data: {} } as const;
const acceptedEvents = (tradeNo: string) => accepted.filter(({ order }) => order.merchantTradeNo === tradeNo);
const QUICK = { firstResultQuery: 300, resultQueryInterval: 300 };

async function isInFirstRun(handle: WorkflowHandle): Promise<boolean> {
  const { raw, runId } = await handle.describe();
  return raw.workflowExecutionInfo?.firstRunId === runId;
}

/** Waits until the order has continued as new. The run first waits for the delivery that is in flight. */
async function untilContinued(handle: WorkflowHandle): Promise<void> {
  while (await isInFirstRun(handle)) await sleep(100);
}

test('two hundred callbacks over several runs are all counted, and the order settles', async () => {
  const { client, environment, control } = world;
  const order = electronicOrder('LONG1', { items: [{ itemNo: 'VQT04959', quantity: 21 }] });
  const { ref, workflowId } = await client.placeOrder({ order, payment: { paid: {} }, timing: QUICK });
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const handle = environment.client.workflow.getHandle(workflowId);
  for (let redeemed = 1; redeemed <= 20; redeemed += 1) {
    await control('orders/LONG1/redeem', { count: 1 });
    await Promise.all(Array.from({ length: 10 }, () => handle.signal(callbackReceived, callback)));
  }
  while ((await client.getOrder(ref)).counts.redeemed < 20) await sleep(100);
  await client.redeem(ref, { tickets: { count: 1 } });
  // The workflow ends when the merchant has accepted every event.
  const ended = await world.end(ref);
  expect(ended).toMatchObject({ status: 'settled', counts: { redeemed: 21 }, callbacks: { received: 200 } });
  expect(await isInFirstRun(handle)).toBe(false);

  const delivered = acceptedEvents('LONG1');
  expect(new Set(delivered.map(({ sequence }) => sequence)).size).toBe(ended.events.last);
  expect(delivered[0]?.type).toBe('paymentConfirmed');
  expect(delivered.at(-1)?.type).toBe('settled');
});

test('an update id means the same in every run of an order', async () => {
  const { client, environment } = world;
  const { ref, workflowId } = await client.placeOrder({
    order: electronicOrder('LONG5'),
    payment: { paid: {} },
    timing: QUICK,
  });
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const redeemOne = () => client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'pos-7-receipt-42' });
  const first = await redeemOne();
  const handle = environment.client.workflow.getHandle(workflowId);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  await untilContinued(handle);
  expect(await redeemOne()).toEqual(first);
  expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, unused: 1 } });

  // This also holds for an order that has ended and is adopted for the action.
  const last = () => client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'pos-7-receipt-43' });
  const second = await last();
  await handle.result();
  const [ticket] = second.tickets;
  await client.cancelRedemption(ref, { tickets: { ticketNo: ticket?.ticketNo ?? '' } });
  expect(await last()).toEqual(second);
  expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, unused: 1 } });
});

test('pending events are carried over to the next run', async () => {
  const { client, environment } = world;
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('LONG4'), timing: QUICK });
  merchantIsDown = true;
  await client.confirmPayment(ref);
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const handle = environment.client.workflow.getHandle(workflowId);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  await untilContinued(handle);
  expect(acceptedEvents('LONG4')).toEqual([]);
  expect((await client.getOrder(ref)).events).toMatchObject({ last: 2, undelivered: 2 });

  merchantIsDown = false;
  await world.control('orders/LONG4/redeem', { count: 2 });
  await handle.signal(callbackReceived, callback);
  await client.waitForStatus(ref, 'settled', { timeoutMs: 120_000 });
  await handle.result();
  expect([...new Set(acceptedEvents('LONG4').map(({ sequence, type }) => `${sequence} ${type}`))]).toEqual([
    '1 paymentConfirmed',
    '2 issued',
    '3 redeemed',
    '4 settled',
  ]);
});

test('an order that waits for an operator also continues as new during a flood of callbacks', async () => {
  const { client, environment } = world;
  const order = electronicOrder('LONG2', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const { ref, workflowId } = await client.placeOrder({ order, payment: { paid: {} } });
  await client.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 });
  const handle = environment.client.workflow.getHandle(workflowId);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', callbacks: { received: 60 } });
  await untilContinued(handle);
});

test('payment is waited for over several runs', async () => {
  const { client, environment } = world;
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('LONG3'), timing: QUICK });
  const handle = environment.client.workflow.getHandle(workflowId);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  await client.confirmPayment(ref);
  expect(await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 })).toMatchObject({
    callbacks: { received: 60 },
  });
  await untilContinued(handle);
});

test('events in delivery during continue-as-new reach the merchant in order, one after the other', async () => {
  const { client, control, environment } = world;
  const order = electronicOrder('LONG6', { items: [{ itemNo: 'VQT04959', quantity: 12 }] });
  const { ref, workflowId } = await client.placeOrder({ order, payment: { paid: {} }, timing: QUICK });
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const handle = environment.client.workflow.getHandle(workflowId);
  merchantIsDown = true;
  for (let redeemed = 1; redeemed <= 6; redeemed += 1) {
    await control('orders/LONG6/redeem', { count: 1 });
    await handle.signal(callbackReceived, callback);
    while ((await client.getOrder(ref)).counts.redeemed < redeemed) await sleep(50);
  }
  deliveryTime = 300;
  maxConcurrent = 0;
  merchantIsDown = false;
  const before = await handle.describe();
  while (acceptedEvents('LONG6').length < 4) await sleep(50);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  while ((await client.getOrder(ref)).events.undelivered > 0) await sleep(100);
  deliveryTime = 0;
  while ((await handle.describe()).runId === before.runId) await sleep(100);
  const numbers = acceptedEvents('LONG6').map(({ sequence }) => sequence);
  expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
  expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  expect(maxConcurrent).toBe(1);
});

test('runs replay of which the first task that suggests to continue as new brings a rejected update', async () => {
  const { client, environment } = world;
  merchantIsDown = true;
  const runs = [0, 1, 2, 3, 4].map(async (extra) => {
    const order = electronicOrder(`LONG7${extra}`, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
    const { ref, workflowId } = await client.placeOrder({ order, payment: { paid: {} } });
    await client.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 });
    const handle = environment.client.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    // The runs differ in length. In one of them, the task after the fortieth event is that of a rejected update.
    for (let sent = 0; await isInFirstRun(handle);) {
      const callbacks = sent === 0 ? extra + 1 : 1;
      await Promise.all(Array.from({ length: callbacks }, () => handle.signal(callbackReceived, callback)));
      sent += callbacks;
      while ((await client.getOrder(ref)).callbacks.received < sent) await sleep(50);
      await expect(handle.executeUpdate(redeem, { args: [{ tickets: { ticketNo: 'T1' } }] })).rejects.toThrow();
    }
    const history = await environment.client.workflow.getHandle(workflowId, runId).fetchHistory();
    return { workflowId, history };
  });
  const histories = await Promise.all(runs);
  merchantIsDown = false;
  const errors: unknown[] = [];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories))
    errors.push(error);
  expect(errors).toEqual(histories.map(() => undefined));
});
