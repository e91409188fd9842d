/** Many callbacks for one order: its history stays short, and all orders continue to answer. */
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { callbackBody } from '../../support/callback-requests.js';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();

/** Posts `bodies` to the receiver, `concurrency` at a time, and counts the HTTP statuses. */
async function flood(bodies: readonly string[], concurrency = 50): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  const remaining = [...bodies];
  const post = async (): Promise<void> => {
    for (let body = remaining.pop(); body !== undefined; body = remaining.pop()) {
      const answer = await fetch(`${world().receiverUrl}/ecpay/ticket/use-status`, { method: 'POST', body });
      await answer.arrayBuffer();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, post));
  return statuses;
}

const callbackFor = ({ merchantTradeNo }: OrderRef, data: object = {}) =>
  callbackBody({ MerchantTradeNo: merchantTradeNo, ...data });

test('replays of one callback cause few signals, and this order and others still answer', async () => {
  const { issued, client, historyOf } = world();
  const [flooded, neighbour] = [await issued(paperOrder('Flooded', 2)), await issued(paperOrder('Neighbour', 1))];
  const before = (await historyOf(flooded.ref)).length;
  const replays = flood(Array.from({ length: 1000 }, () => callbackFor(flooded.ref)));
  expect(await client.redeem(flooded.ref, { tickets: { count: 1 } })).toMatchObject({ tickets: [{ result: 'done' }] });
  expect(await client.redeem(neighbour.ref, { tickets: { count: 1 } })).toMatchObject({
    tickets: [{ result: 'done' }],
  });
  const { 200: acknowledged = 0, 503: rejected = 0 } = await replays;
  expect(acknowledged).toBeGreaterThan(0);
  // On a busy machine, some may be rejected.
  expect(acknowledged + rejected).toBe(1000);
  expect(await client.refund(flooded.ref, { tickets: { count: 1 } })).toMatchObject({ tickets: [{ result: 'done' }] });
  expect((await historyOf(flooded.ref)).length - before).toBeLessThan(150);
});
