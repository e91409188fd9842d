/** An update id belongs to one request: a repeat returns the same outcome, and another request is a conflict. */
import { describe, expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder, electronicOrder } from '../../support/orders.js';

const world = useDevWorld();
const conflict = expect.objectContaining({ name: 'UpdateConflictError', code: 'UPDATE_CONFLICT' });
const X = { updateId: 'X' };
const why = { by: 'Ann', why: 'the customer called' };

const useStatuses = (tradeNo: string) =>
  world()
    .orderAtECPay(tradeNo)
    .tickets.map(({ useStatus }) => useStatus);

async function redeemedOne(tradeNo: string): Promise<{ ref: OrderRef; ticketNos: readonly string[] }> {
  const { ref, ticketNos } = await world().issued(paperOrder(tradeNo, 4));
  await world().client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' }, operator: 'Amy' }, X);
  return { ref, ticketNos };
}

describe('another request under a used update id is a conflict, and nothing is done', () => {
  test.each<[string, (ref: OrderRef, ticketNos: readonly string[]) => Promise<unknown>]>([
    [
      'another ticket',
      (ref, [, b = '']) => world().client.redeem(ref, { tickets: { ticketNo: b }, operator: 'Amy' }, X),
    ],
    [
      'another operator',
      (ref, [a = '']) => world().client.redeem(ref, { tickets: { ticketNo: a }, operator: 'Bob' }, X),
    ],
    ['another action', (ref, [a = '']) => world().client.refund(ref, { tickets: { ticketNo: a }, operator: 'Amy' }, X)],
    ['a count', (ref) => world().client.redeem(ref, { tickets: { count: 2 } }, X)],
    ['an unknown ticket', (ref) => world().client.redeem(ref, { tickets: { ticketNo: 'NOSUCH' } }, X)],
    ['a decision', (ref) => world().client.abandon(ref, why, X)],
    ['a cancellation', (ref) => world().client.cancelOrder(ref, why, X)],
  ])('%s', async (name, send) => {
    const tradeNo = `Other${name.replaceAll(' ', '')}`;
    const { ref, ticketNos } = await redeemedOne(tradeNo);
    await expect(send(ref, ticketNos)).rejects.toEqual(conflict);
    expect(useStatuses(tradeNo)).toEqual([2, 1, 1, 1]);
    // The original request still returns its outcome.
    const again = await world().client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' }, operator: 'Amy' }, X);
    expect(again.tickets).toMatchObject([{ ticketNo: ticketNos[0], result: 'done' }]);
  });

  test('after the order has ended, and in the run that adopts it', async () => {
    const { client, end, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder('OtherEnded', 1));
    const [ticketNo = ''] = ticketNos;
    await client.redeem(ref, { tickets: { ticketNo } }, X);
    await end(ref);
    await expect(client.redeem(ref, { tickets: { count: 1 } }, X)).rejects.toEqual(conflict);
    await client.cancelRedemption(ref, { tickets: { ticketNo } }, { updateId: 'Y' });
    await expect(client.refund(ref, { tickets: { ticketNo } }, X)).rejects.toEqual(conflict);
    expect(useStatuses('OtherEnded')).toEqual([1]);
  });

  test('for a decision under the id of another decision', async () => {
    const { client, until } = world();
    const order = electronicOrder('OtherDecision', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    await until(ref, ({ status }) => status === 'needsAttention');
    expect(await client.resubmit(ref, why, X)).toBe('issuing');
    expect(await client.resubmit(ref, why, X)).toBe('issuing');
    await until(ref, ({ status }) => status === 'needsAttention');
    await expect(client.resubmit(ref, { ...why, why: 'another' }, X)).rejects.toEqual(conflict);
    await expect(client.abandon(ref, why, X)).rejects.toEqual(conflict);
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention' });
  });
});

describe('a redemption by count', () => {
  test('redeems thirty different tickets for thirty concurrent requests', async () => {
    const { client, issued } = world();
    const { ref } = await issued(paperOrder('Thirty', 30));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_each, index) =>
        client.redeem(ref, { tickets: { count: 1 } }, { updateId: `request-${index}`, timeoutMs: 300_000 }),
      ),
    );
    const redeemed = answers.flatMap(({ tickets }) => tickets);
    expect(redeemed.every(({ result }) => result === 'done')).toBe(true);
    expect(new Set(redeemed.map(({ ticketNo }) => ticketNo)).size).toBe(30);
    expect(useStatuses('Thirty')).toEqual(Array<number>(30).fill(2));
  }, 400_000);

  test('replaces tickets that were redeemed elsewhere, and a repeat returns the same outcome', async () => {
    const { client, control, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder('Quicker', 4));
    await control('orders/Quicker/redeem', { ticketNos: [ticketNos[0], ticketNos[1]] });
    const first = await client.redeem(ref, { tickets: { count: 2 } }, X);
    expect(first.tickets).toMatchObject([{ result: 'done' }, { result: 'done' }]);
    expect(await client.redeem(ref, { tickets: { count: 2 } }, X)).toEqual(first);
    expect(useStatuses('Quicker')).toEqual([2, 2, 2, 2]);
  });

  test.each([
    ['199 letters', 'x'.repeat(199)],
    ['200 letters', 'x'.repeat(200)],
    ['200 characters of four bytes', '🎫'.repeat(200)],
  ])('replaces tickets also under an update id of %s, which the further update extends', async (name, updateId) => {
    const tradeNo = `Long${name.length}${updateId.length}`;
    const { client, control, environment, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder(tradeNo, 4));
    await control(`orders/${tradeNo}/redeem`, { ticketNos: [ticketNos[0], ticketNos[1]] });
    const first = await client.redeem(ref, { tickets: { count: 2 } }, { updateId });
    expect(first.tickets).toMatchObject([{ result: 'done' }, { result: 'done' }]);
    expect(await client.redeem(ref, { tickets: { count: 2 } }, { updateId })).toEqual(first);
    expect(useStatuses(tradeNo)).toEqual([2, 2, 2, 2]);
    const { events } = await environment.client.workflow.getHandle(workflowIdOf(ref)).fetchHistory();
    const accepted = (events ?? []).map(({ workflowExecutionUpdateAcceptedEventAttributes: each }) => each);
    // The order may have read ECPay's record meanwhile and refuse the first selection before it accepts the update.
    expect(accepted.flatMap((each) => each?.protocolInstanceId ?? []).at(-1)).toBe(`${updateId} 2`);
  });

  test.each([
    ['at once', 'Ended1', () => Promise.resolve()],
    [
      'after an operator has adopted the order',
      'Ended2',
      async (ref: OrderRef) => {
        await world().client.adoptOrder(ref);
      },
    ],
  ])(
    'under one update id redeems once, also if the workflow is terminated in between: %s',
    async (_when, no, adopt) => {
      const { client, environment, issued } = world();
      const { ref } = await issued(paperOrder(no, 4));
      const first = await client.redeem(ref, { tickets: { count: 2 } }, X);
      await environment.client.workflow.getHandle(workflowIdOf(ref)).terminate('an operator ended it');
      await adopt(ref);
      expect(await client.redeem(ref, { tickets: { count: 2 } }, X)).toEqual(first);
      await expect(client.redeem(ref, { tickets: { count: 1 } }, X)).rejects.toMatchObject({ code: 'UPDATE_CONFLICT' });
      expect(useStatuses(no).filter((each) => each === 2)).toHaveLength(2);
      const named = { tickets: { ticketNo: first.tickets[0]?.ticketNo ?? '' } };
      const cancelled = await client.cancelRedemption(ref, named, { updateId: 'back' });
      await environment.client.workflow.getHandle(workflowIdOf(ref)).terminate('once more');
      expect(await client.cancelRedemption(ref, named, { updateId: 'back' })).toEqual(cancelled);
      expect(await client.redeem(ref, { tickets: { count: 2 } }, X)).toEqual(first);
      expect((await client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'new' })).tickets).toMatchObject([
        { result: 'done' },
      ]);
    },
  );

  test('never takes a further update’s answer for the one of an update id that a caller chose', async () => {
    const { client, control, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder('Derived', 4));
    await control('orders/Derived/redeem', { ticketNos: [ticketNos[0]] });
    const first = await client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'r' });
    const own = await client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'r#2' });
    expect([first, own]).toMatchObject([{ tickets: [{ result: 'done' }] }, { tickets: [{ result: 'done' }] }]);
    expect(own.tickets).not.toEqual(first.tickets);
    await expect(client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'r 2' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(useStatuses('Derived').filter((each) => each === 2)).toHaveLength(3);
  });

  test('under one update id redeems once, also if the reply is lost', async () => {
    const { client, issued } = world();
    const { ref } = await issued(paperOrder('LostCount', 4));
    await client.redeem(ref, { tickets: { count: 2 } }, { ...X, timeoutMs: 1 }).catch(() => undefined);
    const { tickets } = await client.redeem(ref, { tickets: { count: 2 } }, X);
    expect(tickets).toHaveLength(2);
    expect(await client.redeem(ref, { tickets: { count: 2 } }, X)).toEqual({ tickets });
    expect(useStatuses('LostCount').filter((each) => each === 2)).toHaveLength(2);
  });
});
