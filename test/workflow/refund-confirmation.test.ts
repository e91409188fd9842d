/** Refunds until the bank confirms them, and their fees. */
import { describe, expect, test } from '@jest/globals';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { dayInTaipei, giftOrder } from '../support/orders.js';

const world = useOrderWorld();
const PRICE = 680;
const DAY_MS = 86_400_000;
const refusal = (reason: string) => expect.objectContaining({ code: 'TICKET_ACTION_REFUSED', reason });
const eventsOf = (tradeNo: string) =>
  world()
    .events.filter(({ order }) => order.merchantTradeNo === tradeNo)
    .filter(({ type }) => type.startsWith('refund'))
    .map(({ type, data }) => ({ type, ...data }));
const amountsOf = (tradeNo: string) =>
  eventsOf(tradeNo).map((event) => [event.type, 'refundedAmount' in event ? event.refundedAmount : undefined]);

describe('a refund from escrow', () => {
  test('settles the order at once, which ends when the bank has confirmed the amount', async () => {
    const { client, passTimeUntil, end } = world();
    const { ref } = await issuedOrder(world(), 'BANK1');
    await client.refund(ref, { tickets: { count: 2 }, fee: 30 });
    const settled = await passTimeUntil(ref, ({ status }) => status === 'settled', { limit: 0 });
    expect(settled.amounts).toMatchObject({ refunded: 2 * PRICE, refundFee: 60, refundConfirmed: 0 });

    const over = await end(ref);
    expect(over.amounts).toMatchObject({ refundConfirmed: 2 * PRICE - 60 });
    expect(eventsOf('BANK1')).toEqual([
      expect.objectContaining({ type: 'refunded', refundedAmount: 2 * PRICE, refundFee: 60 }),
      { type: 'refundConfirmed', tradeAmount: 2 * PRICE, refundedAmount: 2 * PRICE - 60 },
    ]);
  });

  test('of two tickets on two days is confirmed on two days', async () => {
    const { client, environment, control, callBack, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'BANK2', 3);
    await client.refund(ref, { tickets: { count: 1 } });
    await environment.sleep('3 days');
    await control('orders/BANK2/refund', { count: 1, fee: 80 });
    await callBack(ref);
    await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed > PRICE, { step: '6 hours' });
    expect(eventsOf('BANK2').filter(({ type }) => type === 'refundConfirmed')).toEqual([
      { type: 'refundConfirmed', tradeAmount: 3 * PRICE, refundedAmount: PRICE },
      { type: 'refundConfirmed', tradeAmount: 3 * PRICE, refundedAmount: 2 * PRICE - 80 },
    ]);
  });

  test('that is cancelled is no longer awaited, and the next refund is', async () => {
    const { client, environment, end } = world();
    const { ref } = await issuedOrder(world(), 'BANK3', 1);
    const tickets = { count: 1 };
    await client.refund(ref, { tickets });
    await client.cancelRefund(ref, { tickets });
    await environment.sleep('3 days');
    expect(eventsOf('BANK3').map(({ type }) => type)).toEqual(['refunded', 'refundCancelled']);

    await client.refund(ref, { tickets });
    expect((await end(ref)).amounts).toMatchObject({ refundConfirmed: PRICE });
  });

  test('can be cancelled after its confirmation while another ticket keeps the order open', async () => {
    const { client, passTimeUntil } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'BANK4', 2);
    const tickets = { ticketNo: ticketNos[0] ?? '' };
    await client.refund(ref, { tickets });
    await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed === PRICE, { step: '6 hours' });
    await client.cancelRefund(ref, { tickets });
    expect((await client.getOrder(ref)).amounts).toMatchObject({ refunded: 0, refundConfirmed: 0 });
  });

  test('can be cancelled after its confirmation, and the order waits for the other refund', async () => {
    const { client, passTimeUntil } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'BANK7', 3);
    const [first = '', second = ''] = ticketNos;
    await client.refund(ref, { tickets: { ticketNo: first } });
    await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed === PRICE, { step: '6 hours' });
    await client.refund(ref, { tickets: { ticketNo: second } });
    await client.cancelRefund(ref, { tickets: { ticketNo: first } });
    expect((await client.getOrder(ref)).amounts).toMatchObject({ refunded: PRICE, refundConfirmed: 0 });
    await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed === PRICE, { step: '6 hours' });
    expect(eventsOf('BANK7').map(({ type }) => type)).toEqual([
      'refunded',
      'refundConfirmed',
      'refunded',
      'refundCancelled',
      'refundConfirmed',
    ]);
  });

  test('that the bank never confirms emits refundUnconfirmed after a month, and the order ends', async () => {
    const { client, control, end } = world();
    const { ref } = await issuedOrder(world(), 'BANK5', 1);
    await control('faults', { on: '/api/Ticket/QueryRefundInfo', kind: 'rtnCode', tradeNo: 'BANK5', times: 1000 });
    await client.refund(ref, { tickets: { count: 1 } });
    expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 0 } });
    expect(eventsOf('BANK5').at(-1)).toEqual({
      type: 'refundUnconfirmed',
      expectedAmount: PRICE,
      confirmedAmount: 0,
    });
  });

  test('that ECPay cancelled without a callback is reconciled before it counts as unconfirmed', async () => {
    const { client, control, passTimeUntil } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'BANK9', 1);
    await client.refund(ref, { tickets: { count: 1 } });
    await control('orders/BANK9/refund', { cancel: true, ticketNos });
    await passTimeUntil(ref, ({ status }) => status === 'active', { step: '1 day', limit: 40 });
    expect(eventsOf('BANK9').map(({ type }) => type)).toEqual(['refunded', 'refundCancelled']);
  });

  test('that ECPay partly cancelled without a callback is reconciled when less than is due is confirmed', async () => {
    const { client, control, passTimeUntil } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'BANK10', 2);
    await client.refund(ref, { tickets: { count: 2 } });
    await control('orders/BANK10/refund', { cancel: true, ticketNos: ticketNos.slice(0, 1) });
    await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed > 0, { step: '6 hours' });
    const after = await passTimeUntil(ref, ({ status }) => status === 'active', { step: '1 minute', limit: 10 });
    expect(after.amounts).toMatchObject({ refunded: PRICE });
    // The bank does not say which ticket it has confirmed, so the order polls again.
    const types = eventsOf('BANK10').map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual(['refunded', 'refundConfirmed', 'refundCancelled']);
  });

  describe('that a clerk made, and the order has not read when the bank confirms it,', () => {
    /** The bank confirms on the next day, before the order reads the record on schedule. */
    const READS_LATE = { firstRefundQuery: 600_000, longestRefundQuery: 600_000, firstReconciliation: 7 * DAY_MS };

    test('is confirmed after it is read', async () => {
      const { client, control, end } = world();
      const { ref } = await issuedOrder(world(), 'BANK11', 2, READS_LATE);
      await client.refund(ref, { tickets: { count: 1 } });
      await control('orders/BANK11/refund', { count: 1 });
      expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 2 * PRICE } });
      expect(amountsOf('BANK11')).toEqual([
        ['refunded', PRICE],
        ['refundConfirmed', PRICE],
        ['refunded', 2 * PRICE],
        ['refundConfirmed', 2 * PRICE],
      ]);
    });

    test('is never confirmed if the clerk cancels it before it is read', async () => {
      const { client, control, callBack, passTimeUntil, sandbox } = world();
      const { ref } = await issuedOrder(world(), 'BANK12', 3, READS_LATE);
      const { tickets } = await client.refund(ref, { tickets: { count: 1 } });
      await control('orders/BANK12/refund', { count: 1 });
      await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'rtnCode', tradeNo: 'BANK12', times: 1000 });
      await passTimeUntil(ref, ({ amounts }) => amounts.refundConfirmed > 0, { step: '10 minutes', limit: 300 });
      const refunded = sandbox.book.order('BANK12')?.tickets.filter(({ useStatus }) => useStatus === 3) ?? [];
      const ticketNos = refunded.map(({ ticketNo }) => ticketNo).filter((no) => no !== tickets[0]?.ticketNo);
      await control('orders/BANK12/refund', { cancel: true, ticketNos });
      await sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
      const { reconciled } = await client.getOrder(ref);
      await callBack(ref);
      const after = await passTimeUntil(ref, (order) => order.reconciled.at !== reconciled.at);
      expect(after.amounts).toMatchObject({ refunded: PRICE, refundConfirmed: PRICE });
      expect(amountsOf('BANK12')).toEqual([
        ['refunded', PRICE],
        ['refundConfirmed', PRICE],
      ]);
    });
  });

  test('that was unconfirmed, cancelled and made again is awaited again', async () => {
    const { client, control, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'BANK8', 2);
    await control('faults', { on: '/api/Ticket/QueryRefundInfo', kind: 'rtnCode', tradeNo: 'BANK8', times: 1000 });
    const types = () => eventsOf('BANK8').map(({ type }) => type);
    const untilReceived = (times: number) =>
      passTimeUntil(ref, () => types().filter((each) => each === 'refundUnconfirmed').length === times, {
        step: '1 day',
        limit: 40,
      });
    await client.refund(ref, { tickets: { count: 1 } });
    await untilReceived(1);
    await client.cancelRefund(ref, { tickets: { count: 1 } });
    await client.refund(ref, { tickets: { count: 1 } });
    await untilReceived(2);
    expect(types()).toEqual(['refunded', 'refundUnconfirmed', 'refundCancelled', 'refunded', 'refundUnconfirmed']);
  });

  test('can be cancelled by the merchant while it awaits the bank', async () => {
    const { client } = world();
    const { ref } = await issuedOrder(world(), 'BANK6', 1);
    await client.refund(ref, { tickets: { count: 1 } });
    const { tickets } = await client.cancelRefund(ref, { tickets: { count: 1 } });
    expect(tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
    expect(await client.getOrder(ref)).toMatchObject({ status: 'active', counts: { unused: 1 } });
  });
});

describe('the merchant sets the fee', () => {
  test('up to the full refund', async () => {
    const { client } = world();
    const { ref } = await issuedOrder(world(), 'FEE1');
    await client.refund(ref, { tickets: { count: 1 }, fee: PRICE });
    expect((await client.getOrder(ref)).amounts).toMatchObject({ refunded: PRICE, refundFee: PRICE });
  });

  test('not above the refund, and not for a refund that moves no money', async () => {
    const { client, now, passTimeUntil, sandbox } = world();
    const { ref } = await issuedOrder(world(), 'FEE2');
    const tickets = { count: 1 };
    await expect(client.refund(ref, { tickets, fee: PRICE + 1 })).rejects.toEqual(refusal('INVALID_FEE'));
    for (const fee of [-1, 0.5, '10']) {
      await expect(client.refund(ref, { tickets, fee: fee as never })).rejects.toEqual(refusal('INVALID_REQUEST'));
    }
    await expect(client.redeem(ref, { tickets, fee: 5 } as never)).rejects.toEqual(refusal('INVALID_FEE'));
    expect(sandbox.book.order('FEE2')?.tickets.map(({ useStatus }) => useStatus)).toEqual([1, 1]);

    const gift = await client.placeOrder({ order: giftOrder('FEE3', dayInTaipei(await now(), 60)) });
    await passTimeUntil(gift.ref, ({ status }) => status === 'active');
    await expect(client.refund(gift.ref, { tickets, fee: 5 })).rejects.toEqual(refusal('INVALID_FEE'));
  });
});
