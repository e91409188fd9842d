import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderOrder, OrderRef, Ticket } from '../../../ecticket/index.js';
import { REFUSALS, type RefusalName } from '../../../sandbox/orders/refusals.js';
import { electronicOrder, issued, newTradeNo, startParts, type Parts } from './support/parts.js';

const DAY = 86_400_000;
const refusal = (reason: RefusalName) => ({ code: 'BUSINESS_REFUSAL', rtnCode: REFUSALS[reason][0] });

describe('tickets', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts({ urlEncoding: 'phpUrlencode' });
  });
  afterAll(() => parts.close());

  const record = (ref: OrderRef): Promise<ProviderOrder> => parts.api.queryOrder(ref);
  async function firstTicket(ref: OrderRef): Promise<Required<Pick<Ticket, 'ticketNo' | 'writeOffNo'>>> {
    const [ticket] = (await record(ref)).tickets;
    if (ticket?.writeOffNo === undefined) throw new Error('no ticket');
    return { ticketNo: ticket.ticketNo, writeOffNo: ticket.writeOffNo };
  }
  const path = (ref: OrderRef, action: string) => `/orders/${ref.merchantTradeNo ?? ref.freeTradeNo}/${action}`;
  const states = async (ref: OrderRef) => (await record(ref)).tickets.map(({ state }) => state);

  test('can be redeemed once through the API, and the redemption can be cancelled', async () => {
    const ref = await issued(parts, electronicOrder());
    const { merchantId } = ref;
    const { writeOffNo, ticketNo } = await firstTicket(ref);
    await parts.api.writeOff({ merchantId, writeOffNo, action: 'redeem' });
    await expect(parts.api.writeOff({ merchantId, writeOffNo, action: 'redeem' })).rejects.toMatchObject(
      refusal('notUnused'),
    );
    await expect(parts.api.refund({ merchantId, ticketNo, action: 'refund' })).rejects.toMatchObject(
      refusal('notUnused'),
    );
    await expect(states(ref)).resolves.toEqual(['redeemed', 'unused']);
    await expect(record(ref)).resolves.toMatchObject({ redeemedAmount: 680 });

    await parts.api.writeOff({ merchantId, writeOffNo, action: 'cancel', cancelReason: '刷錯票 (wrong one)' });
    await expect(states(ref)).resolves.toEqual(['unused', 'unused']);
    await expect(parts.api.writeOff({ merchantId, writeOffNo, action: 'cancel' })).rejects.toMatchObject(
      refusal('notRedeemed'),
    );
  });

  test('can be refunded through the API, and the refund can be cancelled', async () => {
    const ref = await issued(parts, electronicOrder());
    const { merchantId } = ref;
    const { ticketNo, writeOffNo } = await firstTicket(ref);
    await parts.api.refund({ merchantId, ticketNo, action: 'refund' });
    await expect(states(ref)).resolves.toEqual(['refunded', 'unused']);
    await expect(parts.api.writeOff({ merchantId, writeOffNo, action: 'redeem' })).rejects.toMatchObject(
      refusal('notUnused'),
    );
    await parts.api.refund({ merchantId, writeOffNo, action: 'cancel' });
    await expect(states(ref)).resolves.toEqual(['unused', 'unused']);
    await expect(parts.api.refund({ merchantId, ticketNo, action: 'cancel' })).rejects.toMatchObject(
      refusal('notRefunded'),
    );
  });

  test('a clerk redeems some at each visit, and the others are refunded with a fee', async () => {
    const ref = await issued(parts, electronicOrder({ items: [{ itemNo: 'VQT04959', quantity: 5 }] }));
    const { tickets } = await record(ref);
    const last = tickets[4]?.ticketNo;
    await parts.control('POST', path(ref, 'redeem'), { count: 2 });
    await parts.control('POST', path(ref, 'redeem'), { ticketNos: [last] });
    const answer = await parts.control('POST', path(ref, 'refund'), { fee: 700 });
    expect(answer).toMatchObject({
      status: 200,
      body: { totals: { RefundCount: 2, TotalRefundFee: 700, UnUsedCount: 0 } },
    });
    await expect(states(ref)).resolves.toEqual(['redeemed', 'redeemed', 'refunded', 'refunded', 'redeemed']);
    await expect(record(ref)).resolves.toMatchObject({ redeemedAmount: 2_040, refundedAmount: 1_360, refundFee: 700 });

    // The bank confirms on the next day. The amount is what the consumer gets back.
    await expect(parts.api.queryRefundInfo(ref)).resolves.toEqual({ tradeAmount: 3_400 });
    await parts.sandbox.clock.advance(DAY);
    await expect(parts.api.queryRefundInfo(ref)).resolves.toEqual({ tradeAmount: 3_400, totalRefundAmount: 660 });

    await parts.control('POST', path(ref, 'refund'), { cancel: true });
    await expect(record(ref)).resolves.toMatchObject({ refundedAmount: 0, refundFee: 0 });
  });

  test('a fee cannot exceed the refund, and an action applies to all tickets or none', async () => {
    const ref = await issued(parts, electronicOrder());
    const [first, second] = (await record(ref)).tickets.map(({ ticketNo }) => ticketNo);
    await expect(parts.control('POST', path(ref, 'refund'), { fee: 1_361 })).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'REFUSED' } },
    });
    await parts.control('POST', path(ref, 'redeem'), { ticketNos: [second] });
    const both = await parts.control('POST', path(ref, 'redeem'), { ticketNos: [first, second] });
    expect(both.status).toBe(400);
    await expect(states(ref)).resolves.toEqual(['unused', 'redeemed']);
  });

  test('cannot be used before their start date', async () => {
    const ref = await issued(
      parts,
      electronicOrder({
        availability: 'fromStartDate',
        items: [{ itemNo: 'VQT04959', quantity: 1, startDate: '20981231' }],
      }),
    );
    const { writeOffNo } = await firstTicket(ref);
    const redeem = { merchantId: ref.merchantId, writeOffNo, action: 'redeem' } as const;
    await expect(parts.api.writeOff(redeem)).rejects.toMatchObject(refusal('notYetValid'));
    await expect(parts.api.queryTicketStatus({ merchantId: ref.merchantId, writeOffNo })).resolves.toMatchObject({
      state: 'unused',
      startDate: '20981231',
    });
  });

  test('cannot be used by another merchant', async () => {
    const ref = await issued(parts, electronicOrder());
    const { ticketNo, writeOffNo } = await firstTicket(ref);
    const stranger = { merchantId: '3362787' };
    await expect(parts.api.queryTicketStatus({ ...stranger, ticketNo })).rejects.toMatchObject(refusal('noTicket'));
    await expect(parts.api.writeOff({ ...stranger, writeOffNo, action: 'redeem' })).rejects.toMatchObject(
      refusal('noTicket'),
    );
    const mixedUp = { merchantId: ref.merchantId, writeOffNo: ticketNo };
    await expect(parts.api.queryTicketStatus(mixedUp)).rejects.toMatchObject(refusal('noTicket'));
  });
});

describe('over the years', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts({ urlEncoding: 'encodeURIComponent' });
  });
  afterAll(() => parts.close());

  const daysFromNow = (days: number) => {
    const taipei = new Date(parts.sandbox.clock.now() + days * DAY + 8 * 3_600_000);
    return taipei.toISOString().slice(0, 10).replaceAll('-', '');
  };

  test('gift vouchers expire, pickup vouchers do not, and the escrow period ends', async () => {
    const order = electronicOrder({
      merchantTradeNo: newTradeNo(),
      items: [
        { itemNo: 'VQT04959', quantity: 2 },
        { itemNo: 'GIFT0001', quantity: 1, expireDate: daysFromNow(3) },
      ],
    });
    const ref = await issued(parts, order);
    const now = () => parts.api.queryOrder(ref);
    const statesNow = async () => (await now()).tickets.map(({ state }) => state);

    await parts.sandbox.clock.advance(3 * DAY);
    await expect(statesNow()).resolves.toEqual(['unused', 'unused', 'unused']);
    await parts.sandbox.clock.advance(DAY);
    await expect(statesNow()).resolves.toEqual(['unused', 'unused', 'expired']);
    const gift = (await now()).tickets[2]?.writeOffNo ?? '';
    await expect(
      parts.api.writeOff({ merchantId: ref.merchantId, writeOffNo: gift, action: 'redeem' }),
    ).rejects.toMatchObject(refusal('ticketExpired'));

    await parts.sandbox.clock.advance(361 * DAY);
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ escrowReleased: false });
    await parts.sandbox.clock.advance(DAY);
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ escrowReleased: true });
    const pickup = (await now()).tickets[0];
    const who = { merchantId: ref.merchantId, writeOffNo: pickup?.writeOffNo ?? '' };
    await expect(parts.api.refund({ ...who, action: 'refund' })).rejects.toMatchObject(refusal('escrowOver'));
    await parts.api.writeOff({ ...who, action: 'redeem' });
    await expect(statesNow()).resolves.toEqual(['redeemed', 'unused', 'expired']);
  });
});
