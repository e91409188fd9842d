/** Event delivery: at least once, in order, and without delaying the order while the merchant's webhook is down. */
import { describe, expect, test } from '@jest/globals';
import { activityInfo } from '@temporalio/activity';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { STATUS } from '../../workflows/messages/search-attribute-keys.js';
import { untilPasses } from '../support/until-passes.js';

const taken: MerchantEvent[] = [];
let failures = 0;
/** The attempts to deliver an event, and when each was due by the server's time, in ms since the epoch. */
const attempts: { readonly tradeNo: string | undefined; readonly dueAt: number }[] = [];
const world = useOrderWorld({
  deliver: async (event) => {
    const { currentAttemptScheduledTimestampMs: dueAt } = activityInfo();
    attempts.push({ tradeNo: event.order.merchantTradeNo, dueAt });
    if (failures > 0) {
      failures -= 1;
      throw new Error('the webhook is down');
    }
    taken.push(event);
    await Promise.resolve();
  },
});
const takenOf = (tradeNo: string) => taken.filter(({ order }) => order.merchantTradeNo === tradeNo);

describe('a webhook that is down', () => {
  test('delays no redemption, and receives all events in order when it is back', async () => {
    const { client, control, callBack, passTimeUntil, end } = world();
    failures = Infinity;
    const { ref } = await client.placeOrder({ order: electronicOrder('DOWN1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await control('orders/DOWN1/redeem', { count: 1 });
    await callBack(ref);
    const waiting = await passTimeUntil(ref, ({ counts }) => counts.redeemed === 1, { step: '10 seconds' });
    expect(waiting.events).toMatchObject({ last: 3, undelivered: 3 });
    expect(takenOf('DOWN1')).toEqual([]);

    failures = 0;
    await control('orders/DOWN1/redeem', { count: 1 });
    await callBack(ref);
    await end(ref);
    expect(takenOf('DOWN1').map(({ type }) => type)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'redeemed',
      'settled',
    ]);
    expect(takenOf('DOWN1').map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  test('keeps the workflow open until it has accepted every event', async () => {
    const { client, control, passTimeUntil, end } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('DOWN2'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    failures = 40;
    await control('orders/DOWN2/redeem', { count: 2 });
    expect(await end(ref)).toMatchObject({ status: 'settled', events: { undelivered: 0 } });
    // The order is active before the merchant has its event `issued`, so the refusals may begin with that one.
    const attemptsOfOrder = attempts.filter(({ tradeNo }) => tradeNo === 'DOWN2');
    expect(attemptsOfOrder).toHaveLength(4 + 40);
    expect(takenOf('DOWN2').map(({ type }) => type)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  });

  test('is tried every ten minutes at least, and receives what waits when it is back', async () => {
    const { client, environment, end } = world();
    failures = Infinity;
    const { ref } = await client.placeOrder({ order: electronicOrder('DOWN5'), payment: { paid: {} } });
    await environment.sleep('12 hours');
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', events: { undelivered: 2 } });
    failures = 0;
    await environment.sleep('11 minutes');
    await untilPasses(async () => expect((await client.getOrder(ref)).events).toMatchObject({ undelivered: 0 }));
    const times = attempts.filter(({ tradeNo }) => tradeNo === 'DOWN5').map(({ dueAt }) => dueAt);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThan(10 * 60_000 + 1_000);

    await client.redeem(ref, { tickets: { count: 2 } });
    await end(ref);
    expect(takenOf('DOWN5').map(({ type }) => type)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  });

  test('does not prevent an order from handling the cancellation of its last redemption', async () => {
    const { client, control, callBack, passTimeUntil, end } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('DOWN3'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    failures = Infinity;
    await control('orders/DOWN3/redeem', { count: 2 });
    await callBack(ref);
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '10 seconds' });
    await control('orders/DOWN3/redeem', { count: 1, cancel: true });
    await callBack(ref);
    const reopened = await passTimeUntil(ref, ({ counts }) => counts.unused === 1, { step: '10 seconds' });
    expect(reopened).toMatchObject({ status: 'active', counts: { redeemed: 1 } });

    failures = 0;
    await control('orders/DOWN3/redeem', { count: 1 });
    await callBack(ref);
    await end(ref);
    expect(takenOf('DOWN3').map(({ type }) => type)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'settled',
      'redemptionCancelled',
      'redeemed',
      'settled',
    ]);
  });
});

test('after three days of refused events the order is listed under needsAttention', async () => {
  const { client, environment, end } = world();
  failures = Infinity;
  const { ref } = await client.placeOrder({ order: electronicOrder('DOWN4'), payment: { paid: {} } });
  await environment.sleep('4 days');
  await untilPasses(async () =>
    expect(await client.getOrder(ref)).toMatchObject({
      status: 'active',
      events: { stuck: { lastError: expect.stringContaining('the webhook is down') } },
    }),
  );
  const shown = async () => {
    const { typedSearchAttributes } = await environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
    return typedSearchAttributes.get(STATUS);
  };
  expect(await shown()).toBe('needsAttention');

  failures = 0;
  await environment.sleep('1 day');
  await untilPasses(async () => expect((await client.getOrder(ref)).events).toMatchObject({ last: 2, undelivered: 0 }));
  expect(await shown()).toBe('active');
  await client.redeem(ref, { tickets: { count: 2 } });
  await end(ref);
  expect(takenOf('DOWN4').map(({ type }) => type)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
});
