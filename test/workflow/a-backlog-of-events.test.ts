/** What has gathered while the shop was closed reaches it in order, and as good as once, however slowly it takes it. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { cancellationSignal } from '@temporalio/activity';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import type { MerchantEvent } from '../../workflows/merchant-events.js';

/** How the shop takes an event; it does so when this resolves. */
let take: (event: MerchantEvent) => Promise<unknown>;
const taken: MerchantEvent[] = [];
let inHand = 0;
let atOnce = 0;
const world = useOrderWorld({
  // A worker is stopped in the middle of an order here.
  remember: false,
  deliver: async (event) => {
    inHand += 1;
    atOnce = Math.max(atOnce, inHand);
    try {
      await take(event);
      taken.push(event);
    } finally {
      inHand -= 1;
    }
  },
});

const isOpen = () => Promise.resolve();
const isClosed = () => Promise.reject(new Error('the shop is closed'));
const takenOf = (tradeNo: string) =>
  taken.filter(({ order }) => order.merchantTradeNo === tradeNo).map(({ sequence }) => sequence);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** An order of ten tickets, eight of them redeemed while the shop was closed: events 3 to 10 are waiting. */
async function orderWithBacklog(tradeNo: string) {
  take = isOpen;
  const { ref } = await issuedOrder(world(), tradeNo, 10);
  take = isClosed;
  for (let count = 0; count < 8; count += 1) await world().client.redeem(ref, { tickets: { count: 1 } });
  expect((await world().client.getOrder(ref)).events).toEqual({ last: 10, undelivered: 8 });
  atOnce = 0;
  return ref;
}

test('a slow shop gets each event once, one after the other', async () => {
  const { passTimeUntil } = world();
  const ref = await orderWithBacklog('SLOW1');
  take = () => sleep(1_100);
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0);
  expect(takenOf('SLOW1')).toEqual(upTo(10));
  expect(atOnce).toBe(1);
});

test('an event that is not taken holds up those after it, and has none before it sent again', async () => {
  const { client, environment, passTimeUntil } = world();
  const ref = await orderWithBacklog('POISON1');
  take = ({ sequence }) => (sequence === 6 ? isClosed() : isOpen());
  await environment.sleep('1 day');
  expect((await client.getOrder(ref)).events).toEqual({ last: 10, undelivered: 5 });
  expect(takenOf('POISON1')).toEqual(upTo(5));
  await environment.sleep('3 days');
  expect((await client.getOrder(ref)).events).toMatchObject({
    undelivered: 5,
    stuck: { words: expect.stringContaining('POISON1/6 (redeemed): Error: the shop is closed') },
  });

  take = isOpen;
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0, { step: '1 hour' });
  expect(takenOf('POISON1')).toEqual(upTo(10));
});

test('a worker that ends in the middle leaves the rest to the next', async () => {
  const { passTimeUntil, restartWorkers } = world();
  const ref = await orderWithBacklog('RESTART1');
  let restarted: Promise<void> | undefined;
  take = async ({ sequence }) => {
    if (sequence === 6) {
      restarted = restartWorkers();
      await once(cancellationSignal(), 'abort');
    }
    if (sequence === 7) await restarted;
  };
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0);
  expect(takenOf('RESTART1')).toEqual(upTo(10));
  expect(atOnce).toBe(1);
});
