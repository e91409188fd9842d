/** Dropped, repeated and reordered callbacks: the order always ends up with ECPay's record. */
import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';

/** Whether reconciliations wait before they query ECPay. */
let isReconciliationHeld = false;
const world = useDevWorld({
  onProviderCall: async (_call, phase) => {
    if (phase !== 'begins' || activityInfo().activityType !== 'fetchOrder') return;
    while (isReconciliationHeld) {
      heartbeat();
      await sleep(20);
    }
  },
});
const fault = (kind: string, tradeNo: string, more: object = {}) =>
  world().control('faults', { on: 'callbacks', kind, tradeNo, ...more });
const attemptsOf = (tradeNo: string) =>
  world()
    .orderAtECPay(tradeNo)
    .callbacks.map(({ attempts }) => attempts.map(({ result }) => result));
/** The number of the order's reconciliations, however often each was attempted. */
async function countReconciliations(ref: OrderRef): Promise<number> {
  const { events } = await world().environment.client.workflow.getHandle(workflowIdOf(ref)).fetchHistory();
  const scheduled = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return scheduled.filter((name) => name === 'fetchOrder').length;
}

// Keep this test first: later tests move the sandbox's clock, and a ticket that was issued tomorrow cannot be
// redeemed today.
test('fifty callbacks during a reconciliation cost one more reconciliation, not fifty', async () => {
  const { client, control, environment, issued, receiverUrl, until, end } = world();
  const { ref } = await issued(paperOrder('Flood1'));
  const before = await countReconciliations(ref);
  isReconciliationHeld = true;
  await control('orders/Flood1/redeem', { count: 1 });
  const body = callbackBody({ MerchantTradeNo: 'Flood1' });
  const post = () => postUntilAnswered(`${receiverUrl}/ecpay/ticket/use-status`, body);
  const first = await post();
  await untilPasses(async () => expect(await countReconciliations(ref)).toBe(before + 1));
  const others = await Promise.all(Array.from({ length: 49 }, post));
  isReconciliationHeld = false;
  expect(new Set([first, ...others].map(({ status }) => status))).toEqual(new Set([200]));
  await until(ref, ({ counts }) => counts.redeemed === 1);
  await untilPasses(async () => expect(await countReconciliations(ref)).toBe(before + 2));
  const order = environment.client.workflow.getHandle(workflowIdOf(ref));
  while ((await order.describe()).raw.pendingActivities?.length) await environment.sleep('50 milliseconds');
  // The order does not end while a reconciliation is pending. One during which a ticket is redeemed is repeated.
  await client.redeem(ref, { tickets: { count: 1 } });
  await end(ref);
  expect(await countReconciliations(ref)).toBe(before + 2);
});

test('a dropped callback is reconciled by ECPay’s repeat ten minutes later', async () => {
  const { control, issued, runCallbacks, until, allEventTypes } = world();
  const { ref } = await issued(paperOrder('Dropped1'));
  await control('orders/Dropped1/redeem', { count: 1 });
  await fault('drop', 'Dropped1');
  await runCallbacks();
  expect(attemptsOf('Dropped1')).toEqual([['dropped']]);
  expect(await world().client.getOrder(ref)).toMatchObject({ callbacks: { received: 0 }, counts: { unused: 2 } });
  await control('clock', { advance: '10 minutes' });
  expect(attemptsOf('Dropped1')).toEqual([['dropped', 'answered']]);
  expect(await until(ref, ({ counts }) => counts.redeemed === 1)).toMatchObject({ callbacks: { received: 1 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed']);
});

test('a lost callback is replaced by the order’s scheduled reconciliation', async () => {
  const { control, issued, runCallbacks, end, allEventTypes } = world();
  const { ref } = await issued(paperOrder('Never1'), { firstReconciliation: 1000, longestReconciliation: 1000 });
  await fault('drop', 'Never1', { times: 5 });
  await control('orders/Never1/redeem', { count: 2 });
  await runCallbacks();
  // Each of the four repeats comes ten minutes after the attempt before, and a moment later on a busy machine.
  await control('clock', { advance: '1 hour' });
  expect(attemptsOf('Never1')).toEqual([Array(5).fill('dropped')]);
  expect(await end(ref)).toMatchObject({ status: 'settled', callbacks: { received: 0 }, counts: { redeemed: 2 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
});

test('a duplicated and replayed callback emits one event', async () => {
  const { control, issued, runCallbacks, receiverUrl, orderAtECPay, until, allEventTypes } = world();
  const { ref } = await issued(paperOrder('Doubled1'));
  await control('orders/Doubled1/redeem', { count: 1 });
  await fault('duplicate', 'Doubled1');
  await runCallbacks();
  const body = callbackBody(orderAtECPay('Doubled1').callbacks[0]?.data);
  const replayed = await postUntilAnswered(`${receiverUrl}/ecpay/ticket/use-status`, body);
  expect(replayed.status).toBe(200);
  const order = await until(ref, ({ callbacks, counts }) => callbacks.received >= 3 && counts.redeemed === 1);
  expect(order).toMatchObject({ status: 'active', counts: { unused: 1 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed']);
});

test('a redemption callback that arrives after its cancellation does not redeem the ticket again', async () => {
  const { control, issued, runCallbacks, orderAtECPay, until, allEventTypes } = world();
  const { ref, ticketNos } = await issued(paperOrder('Reordered1'));
  await control('orders/Reordered1/redeem', { ticketNos: [ticketNos[0]] });
  // The first callback is held back once, so the next one overtakes it.
  await fault('reorder', 'Reordered1', { times: 2 });
  await runCallbacks();
  await control('orders/Reordered1/redeem', { ticketNos: [ticketNos[0]], cancel: true });
  await control('orders/Reordered1/refund', { ticketNos: [ticketNos[1]] });
  await runCallbacks();
  const [redeemed, ...later] = orderAtECPay('Reordered1').callbacks.map(({ attempts }) => attempts.at(-1)?.at ?? '');
  for (const at of later) expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(redeemed ?? ''));

  const order = await until(ref, ({ callbacks, counts }) => callbacks.received === 3 && counts.refunded === 1);
  expect(order).toMatchObject({ status: 'active', counts: { unused: 1, redeemed: 0 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'refunded']);
});

test('a redemption and a refund that ECPay cancels make the tickets unused again and emit events', async () => {
  const { control, issued, runCallbacks, until, allEventTypes } = world();
  const { ref, ticketNos } = await issued(paperOrder('Undone1', 3));
  const [first, second] = ticketNos;
  await control('orders/Undone1/redeem', { ticketNos: [first] });
  await control('orders/Undone1/refund', { ticketNos: [second] });
  await runCallbacks();
  await until(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  await control('orders/Undone1/redeem', { ticketNos: [first], cancel: true });
  await control('orders/Undone1/refund', { ticketNos: [second], cancel: true });
  await runCallbacks();
  expect(await until(ref, ({ counts }) => counts.unused === 3)).toMatchObject({ status: 'active' });
  expect(await allEventTypes(ref)).toEqual([
    'paymentConfirmed',
    'issued',
    'redeemed',
    'refunded',
    'redemptionCancelled',
    'refundCancelled',
  ]);
});
