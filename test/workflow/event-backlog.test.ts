/** Delivery of events that accumulated over days while the merchant's webhook was down. */
import { expect, test } from '@jest/globals';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import {
  refuseEvent,
  acceptEvent,
  redeemWhileRefusing,
  MerchantWebhook,
  sequencesUpTo,
} from '../support/merchant-webhook.js';
import { untilPasses } from '../support/until-passes.js';

const webhook = new MerchantWebhook();
const world = useOrderWorld({ deliver: webhook.deliver });

test('a refused event blocks the later events, and the earlier events are not sent again', async () => {
  const { client, environment, passTimeUntil } = world();
  const { ref } = await issuedOrder(world(), 'POISON1', 10);
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0);
  await redeemWhileRefusing(world(), webhook, ref);
  webhook.handle = ({ sequence }) => (sequence === 6 ? refuseEvent() : acceptEvent());
  await environment.sleep('1 day');
  await untilPasses(async () =>
    expect((await client.getOrder(ref)).events).toMatchObject({ last: 10, undelivered: 5 }),
  );
  expect(webhook.acceptedSequences(ref)).toEqual(sequencesUpTo(5));
  await environment.sleep('3 days');
  await untilPasses(async () =>
    expect((await client.getOrder(ref)).events).toMatchObject({
      undelivered: 5,
      stuck: { lastError: expect.stringMatching(/POISON1\/6-[0-9a-f]+ \(redeemed\): Error: the webhook is down/) },
    }),
  );

  webhook.handle = acceptEvent;
  await passTimeUntil(ref, ({ events }) => events.undelivered === 0, { step: '1 hour' });
  expect(webhook.acceptedSequences(ref)).toEqual(sequencesUpTo(10));
});
