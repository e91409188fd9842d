/** Cancelled redemptions, refunds, and the money that moves. */
import { expect, test, describe } from '@jest/globals';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { dayInTaipei, giftOrder } from '../support/orders.js';

const world = useOrderWorld();
const useStatuses = (tradeNo: string) =>
  world()
    .sandbox.book.order(tradeNo)
    ?.tickets.map(({ useStatus }) => useStatus);
const refusal = (reason: string) => expect.objectContaining({ code: 'TICKET_ACTION_REFUSED', reason });

describe('cancellations and refunds', () => {
  test('a cancelled redemption leaves a ticket that can be redeemed again', async () => {
    const { client, allEventTypes } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'BACK1');
    const tickets = { ticketNo: ticketNos[0] ?? '' };
    await client.redeem(ref, { tickets });
    const { tickets: cancelled } = await client.cancelRedemption(ref, { tickets, reason: 'scanned by mistake' });
    expect(cancelled).toMatchObject([{ result: 'done', state: 'unused' }]);
    await expect(client.cancelRedemption(ref, { tickets })).rejects.toEqual(refusal('NOT_REDEEMED'));
    await client.redeem(ref, { tickets });
    expect(useStatuses('BACK1')).toEqual([2, 1]);
    expect(await allEventTypes(ref)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'redemptionCancelled',
      'redeemed',
    ]);
  });

  test('a gift voucher is expired if its redemption is cancelled after its last day', async () => {
    const { client, control, environment, passTimeUntil, now } = world();
    const order = giftOrder('BACK2', dayInTaipei(await now(), 1));
    const { ref } = await client.placeOrder({ order });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    const { tickets: redeemed } = await client.redeem(ref, { tickets: { count: 2 } });
    await environment.sleep('3 days');
    await now();
    const cancel = ({ ticketNo }: { ticketNo: string }) => client.cancelRedemption(ref, { tickets: { ticketNo } });
    const [first, second] = redeemed;
    if (first === undefined || second === undefined) throw new Error('two were redeemed');
    expect((await cancel(first)).tickets).toMatchObject([{ result: 'done', state: 'expired' }]);
    await control('faults', { on: '/api/Ticket/WriteOff', kind: 'resetAfter', tradeNo: 'BACK2' });
    expect((await cancel(second)).tickets).toMatchObject([{ result: 'unknown', state: 'expired' }]);
    expect(useStatuses('BACK2')).toEqual([4, 4]);
  });

  test('a refund of a pickup voucher moves money from escrow and can be cancelled', async () => {
    const { client, allEventTypes } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'REFUND1');
    const tickets = { ticketNo: ticketNos[0] ?? '' };
    const { tickets: refunded } = await client.refund(ref, { tickets, reason: 'changed her mind' });
    expect(refunded).toMatchObject([{ result: 'done', state: 'refunded', voucher: 'pickup', movesMoney: true }]);
    await expect(client.redeem(ref, { tickets })).rejects.toEqual(refusal('ALREADY_REFUNDED'));
    await client.cancelRefund(ref, { tickets, reason: 'wants it after all' });
    await expect(client.cancelRefund(ref, { tickets })).rejects.toEqual(refusal('NOT_REFUNDED'));
    expect(await client.getOrder(ref)).toMatchObject({ counts: { unused: 2, refunded: 0 } });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'refunded', 'refundCancelled']);
  });

  test('a refund of a gift voucher changes its state and moves no money', async () => {
    const { client, passTimeUntil, now } = world();
    const { ref } = await client.placeOrder({ order: giftOrder('REFUND2', dayInTaipei(await now(), 60)) });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    const { tickets } = await client.refund(ref, { tickets: { count: 1 } });
    expect(tickets).toMatchObject([{ result: 'done', voucher: 'gift', movesMoney: false }]);
    expect((await client.getOrder(ref)).amounts).toMatchObject({ refunded: 0 });
  });
});

describe('after the end of escrow', () => {
  test('a pickup voucher can still be redeemed, and no money moves', async () => {
    const { client, now, environment, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'RED8');
    await environment.sleep('370 days');
    await now();
    await passTimeUntil(ref, () => true);
    expect((await client.redeem(ref, { tickets: { count: 1 } })).tickets).toMatchObject([
      { result: 'done', voucher: 'pickup', movesMoney: false },
    ]);
  });
});
