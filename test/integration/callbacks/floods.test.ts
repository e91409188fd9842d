/** Many callbacks for one order: its history stays short, it goes on working, and so does everybody else. */
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { callbackBody } from '../../support/callback-requests.js';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();

/** Posts `bodies` to the receiver, `together` at a time, and answers how often each HTTP status came back. */
async function flood(bodies: readonly string[], together = 50): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  const left = [...bodies];
  const post = async (): Promise<void> => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) {
      const answer = await fetch(`${world().receiverUrl}/ecpay/ticket/use-status`, { method: 'POST', body });
      await answer.arrayBuffer();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: together }, post));
  return statuses;
}

const callbackFor = ({ merchantTradeNo }: OrderRef, data: object = {}) =>
  callbackBody({ MerchantTradeNo: merchantTradeNo, ...data });

test('replays of one callback cost a few signals: the order and its neighbour answer, and its history stays short', async () => {
  const { issued, client, historyOf } = world();
  const [flooded, neighbour] = [await issued(paperOrder('Flooded', 2)), await issued(paperOrder('Neighbour', 1))];
  const before = (await historyOf(flooded.ref)).length;
  const replays = flood(Array.from({ length: 1000 }, () => callbackFor(flooded.ref)));
  expect(await client.redeem(flooded.ref, { tickets: { count: 1 } })).toMatchObject({ tickets: [{ result: 'done' }] });
  expect(await client.redeem(neighbour.ref, { tickets: { count: 1 } })).toMatchObject({
    tickets: [{ result: 'done' }],
  });
  const { 200: answered = 0, 503: toBeSentAgain = 0 } = await replays;
  expect(answered).toBeGreaterThan(0);
  // On a machine that is too busy, one or the other is.
  expect(answered + toBeSentAgain).toBe(1000);
  expect(await client.refund(flooded.ref, { tickets: { count: 1 } })).toMatchObject({ tickets: [{ result: 'done' }] });
  expect((await historyOf(flooded.ref)).length - before).toBeLessThan(150);
});
