/** An update id names one request to one order: the same again is answered the same, another under it is refused. */
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

describe('another request under a used id is a conflict, and nothing is done for it', () => {
  test.each<[string, (ref: OrderRef, ticketNos: readonly string[]) => Promise<unknown>]>([
    [
      'another ticket',
      (ref, [, b = '']) => world().client.redeem(ref, { tickets: { ticketNo: b }, operator: 'Amy' }, X),
    ],
    ['another clerk', (ref, [a = '']) => world().client.redeem(ref, { tickets: { ticketNo: a }, operator: 'Bob' }, X)],
    ['another action', (ref, [a = '']) => world().client.refund(ref, { tickets: { ticketNo: a }, operator: 'Amy' }, X)],
    ['a count', (ref) => world().client.redeem(ref, { tickets: { count: 2 } }, X)],
    ['an unknown ticket', (ref) => world().client.redeem(ref, { tickets: { ticketNo: 'NOSUCH' } }, X)],
    ['a decision', (ref) => world().client.abandon(ref, why, X)],
    ['a cancellation', (ref) => world().client.cancelOrder(ref, why, X)],
  ])('%s', async (name, ask) => {
    const tradeNo = `Other${name.replaceAll(' ', '')}`;
    const { ref, ticketNos } = await redeemedOne(tradeNo);
    await expect(ask(ref, ticketNos)).rejects.toEqual(conflict);
    expect(useStatuses(tradeNo)).toEqual([2, 1, 1, 1]);
    // Unchanged, it is answered as before.
    const again = await world().client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' }, operator: 'Amy' }, X);
    expect(again.tickets).toMatchObject([{ ticketNo: ticketNos[0], result: 'done' }]);
  });

  test('also after the order has ended, and in the run that adopts it', async () => {
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

  test('and so is a decision under an id that another decision has', async () => {
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

describe('any ticket', () => {
  test('thirty clerks at once each get another one, once', async () => {
    const { client, issued } = world();
    const { ref } = await issued(paperOrder('Thirty', 30));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_each, clerk) =>
        client.redeem(ref, { tickets: { count: 1 } }, { updateId: `clerk-${clerk}`, timeoutMs: 300_000 }),
      ),
    );
    const redeemed = answers.flatMap(({ tickets }) => tickets);
    expect(redeemed.every(({ result }) => result === 'done')).toBe(true);
    expect(new Set(redeemed.map(({ ticketNo }) => ticketNo)).size).toBe(30);
    expect(useStatuses('Thirty')).toEqual(Array<number>(30).fill(2));
  }, 400_000);

  test('that somebody else was quicker to redeem is replaced by another; asked again, the answer is the same', async () => {
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
  ])('is replaced under an id of %s too: the further update has a longer one', async (name, updateId) => {
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
    expect(accepted.flatMap((each) => each?.protocolInstanceId ?? [])).toEqual([updateId, `${updateId}#2`]);
  });

  test('under one id is redeemed once, though the answer was lost on the way', async () => {
    const { client, issued } = world();
    const { ref } = await issued(paperOrder('LostCount', 4));
    await client.redeem(ref, { tickets: { count: 2 } }, { ...X, timeoutMs: 1 }).catch(() => undefined);
    const { tickets } = await client.redeem(ref, { tickets: { count: 2 } }, X);
    expect(tickets).toHaveLength(2);
    expect(await client.redeem(ref, { tickets: { count: 2 } }, X)).toEqual({ tickets });
    expect(useStatuses('LostCount').filter((each) => each === 2)).toHaveLength(2);
  });
});
