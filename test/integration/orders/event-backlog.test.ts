/** Delivery of events that accumulated while the merchant's webhook was down: in order, one at a time. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';
import {
  refuseEvent,
  acceptEvent,
  redeemWhileRefusing,
  MerchantWebhook,
  sequencesUpTo,
} from '../../support/merchant-webhook.js';

const webhook = new MerchantWebhook();
const world = useDevWorld({ deliver: webhook.deliver });
beforeEach(() => {
  webhook.handle = acceptEvent;
  webhook.maxConcurrent = 0;
});

async function orderWithBacklog(tradeNo: string) {
  const { ref } = await world().issued(electronicOrder(tradeNo, { items: [{ itemNo: 'VQT04959', quantity: 10 }] }));
  await redeemWhileRefusing(world(), webhook, ref);
  return ref;
}

test('a slow webhook receives each event once, one after the other', async () => {
  const ref = await orderWithBacklog('SLOW1');
  webhook.handle = () => sleep(1_100);
  await world().until(ref, ({ events }) => events.undelivered === 0);
  expect(webhook.acceptedSequences(ref)).toEqual(sequencesUpTo(10));
  expect(webhook.maxConcurrent).toBe(1);
});

test('a worker that shuts down during a delivery stops its attempt, and each event still arrives once', async () => {
  const { restartWorkers, until } = world();
  const ref = await orderWithBacklog('RESTART1');
  let restarted: Promise<void> | undefined;
  const activityOf = new Map<number, string>();
  webhook.handle = async ({ sequence }) => {
    activityOf.set(sequence, activityInfo().activityId);
    if (sequence !== 6) return;
    restarted = restartWorkers();
    await once(cancellationSignal(), 'abort');
  };
  await until(ref, ({ events }) => events.undelivered === 0);
  await restarted;
  expect(webhook.acceptedSequences(ref)).toEqual(sequencesUpTo(10));
  expect(webhook.maxConcurrent).toBe(1);
  expect(activityOf.get(7)).not.toBe(activityOf.get(6));
});

test('if the limit passes during an attempt, the order shows why the previous attempt failed', async () => {
  const { client, until } = world();
  let attempts = 0;
  // The first two attempts fail, one and two seconds apart. The third lasts past the limit.
  webhook.handle = async () => {
    attempts += 1;
    if (attempts > 2) await once(cancellationSignal(), 'abort');
    return await refuseEvent();
  };
  const order = electronicOrder('CLOSED1');
  const { ref } = await client.placeOrder({ order, payment: { paid: {} }, timing: { ...PROMPT, eventsLimit: 7_000 } });
  const { events } = await until(ref, ({ events: { stuck } }) => stuck !== undefined);
  expect(events.stuck?.lastError).toMatch(/CLOSED1\/1-[0-9a-f]+ \(paymentConfirmed\): Error: the webhook is down$/);
});
