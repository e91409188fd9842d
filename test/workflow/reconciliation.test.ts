/** Reconciliation of an issued order: callbacks arrive twice, in bursts, late or never. */
import { expect, test } from '@jest/globals';
import type { OrderRef } from '../../ecticket/order.js';
import { deliverToOrders } from '../../callbacks/index.js';
import { patientClient } from '../support/temporal-servers.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { untilPasses } from '../support/until-passes.js';

const world = useOrderWorld();
const reconciliations = (ref: OrderRef) => world().attempts(ref, 'fetchOrder');

test('a burst of callbacks costs at most two reconciliations', async () => {
  const { ref } = await issuedOrder(world(), 'FLOOD1');
  const before = reconciliations(ref);
  await Promise.all(Array.from({ length: 50 }, () => world().callBack(ref)));
  await world().passTimeUntil(ref, ({ callbacks }) => callbacks.received === 50);
  await world().control('orders/FLOOD1/redeem', { count: 2 });
  const after = reconciliations(ref);
  expect(after - before).toBeGreaterThanOrEqual(1);
  expect(after - before).toBeLessThanOrEqual(2);
});

test('callbacks over most of a minute cost two reconciliations as well', async () => {
  const { environment, passTimeUntil } = world();
  const { ref } = await issuedOrder(world(), 'FLOOD2');
  const before = reconciliations(ref);
  for (let second = 0; second < 50; second += 1) {
    await world().callBack(ref);
    await environment.sleep('1 second');
  }
  await passTimeUntil(ref, ({ callbacks }) => callbacks.received === 50 && reconciliations(ref) >= before + 2);
  await environment.sleep('1 hour');
  expect(reconciliations(ref) - before).toBe(2);
});

test('a cancelled redemption and a cancelled refund make the tickets unused again and emit events', async () => {
  const { control, callBack, passTimeUntil, allEventTypes, sandbox } = world();
  const { ref } = await issuedOrder(world(), 'BACK1', 3);
  const [first, second] = sandbox.book.order('BACK1')?.tickets.map(({ ticketNo }) => ticketNo) ?? [];
  await control('orders/BACK1/redeem', { ticketNos: [first] });
  await control('orders/BACK1/refund', { ticketNos: [second] });
  await callBack(ref);
  await passTimeUntil(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  await control('orders/BACK1/redeem', { ticketNos: [first], cancel: true });
  await control('orders/BACK1/refund', { ticketNos: [second], cancel: true });
  await callBack(ref);
  expect(await passTimeUntil(ref, ({ counts }) => counts.unused === 3)).toMatchObject({ status: 'active' });
  expect(await allEventTypes(ref)).toEqual([
    'paymentConfirmed',
    'issued',
    'redeemed',
    'refunded',
    'redemptionCancelled',
    'refundCancelled',
  ]);
});

test('a callback with wrong contents changes nothing', async () => {
  const { environment, passTimeUntil, allEventTypes } = world();
  const { ref } = await issuedOrder(world(), 'FALSE1');
  const before = reconciliations(ref);
  const handle = environment.client.workflow.getHandle('ecticket/3085676/FALSE1');
  for (const malformed of [undefined, null, 'redeemed', { data: { UseStatus: '2', RtnCode: 1 } }]) {
    await handle.signal('callbackReceived', malformed);
  }
  await passTimeUntil(ref, ({ callbacks }) => callbacks.received === 4 && reconciliations(ref) > before);
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
});

test('an order continues after a refused reconciliation', async () => {
  const { control, callBack, passTimeUntil } = world();
  const { ref } = await issuedOrder(world(), 'VAIN1');
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'rtnCode', tradeNo: 'VAIN1' });
  await callBack(ref);
  await passTimeUntil(ref, ({ callbacks }) => callbacks.received === 1);
  await control('orders/VAIN1/redeem', { count: 2 });
  await callBack(ref);
  expect(await world().end(ref)).toMatchObject({ status: 'settled' });
});

test('a callback is reconciled again after a refusal of ECPay, also for an order that had ended', async () => {
  const { client, control, environment, end, allEventTypes } = world();
  const deny = (tradeNo: string, times: number) =>
    control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'rtnCode', tradeNo, times });
  const { ref, ticketNos } = await issuedOrder(world(), 'DENIED1');
  await client.redeem(ref, { tickets: { count: 2 } });
  await end(ref);
  await control('orders/DENIED1/redeem', { ticketNos: ticketNos.slice(0, 1), cancel: true });
  await deny('DENIED1', 2);
  await deliverToOrders(patientClient(environment))(ref, {
    kind: 'useStatus',
    receivedAt: '2026-11-22T00:00:00Z',
    data: {},
  });
  await environment.sleep('10 minutes');
  await untilPasses(async () =>
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', counts: { redeemed: 1, unused: 1 } }),
  );
  expect((await allEventTypes(ref)).at(-1)).toBe('redemptionCancelled');
});

test('callbacks do not use up the retries of a reconciliation', async () => {
  const { client, control, callBack, environment } = world();
  const { ref } = await issuedOrder(world(), 'DENIED2');
  await control('orders/DENIED2/redeem', { count: 1 });
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'rtnCode', tradeNo: 'DENIED2', times: 9 });
  for (let calls = 0; calls < 8; calls += 1) {
    await callBack(ref);
    await environment.sleep('7 seconds');
  }
  await environment.sleep('30 minutes');
  await untilPasses(async () =>
    expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, unused: 1 } }),
  );
});

test('a record that was read during a redemption does not revert it', async () => {
  const { client, control, callBack, attempts, passTimeUntil, allEventTypes } = world();
  const { ref } = await issuedOrder(world(), 'STALE1');
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'slow', ms: 1500, tradeNo: 'STALE1' });
  await callBack(ref);
  await passTimeUntil(ref, () => attempts(ref, 'fetchOrder') === 1, { step: '1 ms', limit: 1000 });
  await client.redeem(ref, { tickets: { count: 1 } });
  await passTimeUntil(ref, () => attempts(ref, 'fetchOrder') >= 2, { step: '1 second', limit: 1000 });
  expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, unused: 1 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed']);
});
