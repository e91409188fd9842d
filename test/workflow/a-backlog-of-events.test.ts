/** What has gathered while the shop was closed, over days. */
import { expect, test } from '@jest/globals';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { isClosed, isOpen, redeemWhileClosed, MerchantWebhook, upTo } from '../support/shop.js';

const shop = new MerchantWebhook();
const world = useOrderWorld({ deliver: shop.deliver });

test('an event that is not taken holds up those after it, and has none before it sent again', async () => {
  const { client, environment, passTimeUntil } = world();
  const { ref } = await issuedOrder(world(), 'POISON1', 10);
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0);
  await redeemWhileClosed(world(), shop, ref);
  shop.take = ({ sequence }) => (sequence === 6 ? isClosed() : isOpen());
  await environment.sleep('1 day');
  expect((await client.getOrder(ref)).events).toEqual({ last: 10, undelivered: 5 });
  expect(shop.takenOf(ref)).toEqual(upTo(5));
  await environment.sleep('3 days');
  expect((await client.getOrder(ref)).events).toMatchObject({
    undelivered: 5,
    stuck: { words: expect.stringMatching(/POISON1\/6-[0-9a-f]+ \(redeemed\): Error: the shop is closed/) },
  });

  shop.take = isOpen;
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0, { step: '1 hour' });
  expect(shop.takenOf(ref)).toEqual(upTo(10));
});
