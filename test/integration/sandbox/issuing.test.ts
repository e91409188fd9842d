import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BusinessRefusalError, type TicketOrder } from '../../../ecticket/index.js';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import {
  electronicOrder,
  ESCROW,
  issued,
  ISSUE_ONLY,
  newTradeNo,
  PLATFORM,
  refOf,
  startParts,
  type Parts,
} from './support/parts.js';

const MINUTE = 60_000;

describe('issuing', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts.close());

  const shared = { merchantId: ISSUE_ONLY, operator: 'AngelaChan' };
  const kinds: [string, () => TicketOrder, number, number][] = [
    ['electronic', () => electronicOrder(), 2, 1_360],
    [
      'convenience-store',
      () => ({
        ...{
          ...shared,
          merchantTradeNo: newTradeNo(),
          issueType: 'convenienceStore',
          customerEmail: 'abc@example.com',
        },
        items: [{ itemNo: 'VNS21400', quantity: 8 }],
      }),
      8,
      9_600,
    ],
    [
      'serial-number',
      () => ({
        ...{ ...shared, merchantTradeNo: newTradeNo(), issueType: 'serialNumber' },
        items: [{ itemName: 'SPA課程體驗券', price: 3_200, quantity: 4 }],
      }),
      4,
      12_800,
    ],
    [
      'gift vouchers only',
      () => ({
        ...{ ...shared, freeTradeNo: newTradeNo(), issueType: 'electronic', availability: 'immediate' },
        ...{ customerName: '王珊珊', customerPhone: '0912345678', customerEmail: 'abc@example.com' },
        items: [{ itemNo: 'GIFT0001', quantity: 1, expireDate: '20991231' }],
      }),
      1,
      0,
    ],
    [
      'serial numbers, some of them gift vouchers, whose face value is no money',
      () => ({
        ...{ ...shared, merchantTradeNo: newTradeNo(), issueType: 'serialNumber' },
        items: [
          { itemName: 'SPA課程體驗券', price: 3_200, quantity: 1 },
          { itemName: 'SPA課程招待券', price: 500, quantity: 1, expireDate: '20991231' },
        ],
      }),
      2,
      3_200,
    ],
    [
      'pickup and gift vouchers',
      () =>
        electronicOrder({
          items: [
            { itemNo: 'VQT04959', quantity: 2 },
            { itemNo: 'GIFT0001', quantity: 1, expireDate: '20991231' },
          ],
        }),
      3,
      1_360,
    ],
  ] as const;

  test.each(kinds)(
    '%s: received at once, issued by the job on the next fifth minute',
    async (_name, make, count, amount) => {
      const order = make();
      const ref = refOf(order);
      const receipt = await parts.api.issue(order);
      expect(receipt.ticketTradeNo).toHaveLength(16);
      await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'processing' });

      await parts.sandbox.clock.advance(5 * MINUTE);

      await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'issued' });
      const record = await parts.api.queryOrder(ref);
      expect(record).toMatchObject({ ticketTradeNo: receipt.ticketTradeNo, tradeAmount: amount, refundedAmount: 0 });
      expect(record.tickets.map(({ state }) => state)).toEqual(Array(count).fill('unused'));
      expect(new Set(record.tickets.map(({ ticketNo }) => ticketNo)).size).toBe(count);
      for (const { ticketNo, writeOffNo } of record.tickets) {
        expect(ticketNo).toMatch(/^\d{16}$/);
        expect(writeOffNo).toMatch(/^\d{18}$/);
      }
      expect(record.escrowEndsOn === undefined).toBe(amount === 0);
    },
  );

  test('paper is issued immediately', async () => {
    const order: TicketOrder = {
      ...{ ...shared, merchantTradeNo: newTradeNo(), issueType: 'paper', printedBy: 'merchant' },
      items: [{ itemNo: 'BR103218', quantity: 3 }],
    };
    await parts.api.issue(order);
    await expect(parts.api.queryIssueResult(refOf(order))).resolves.toEqual({ status: 'issued' });
  });

  test('escrow merchants and platforms can issue through their own paths', async () => {
    const escrow = electronicOrder({ merchantId: ESCROW, paymentProvider: 'ecpay' });
    await expect(parts.api.queryOrder(await issued(parts, escrow))).resolves.toMatchObject({ tradeAmount: 1_360 });

    const platform = electronicOrder({ platformId: PLATFORM });
    await expect(parts.api.queryOrder(await issued(parts, platform))).resolves.toMatchObject({ tradeAmount: 1_360 });
    expect(parts.order(platform.merchantTradeNo)).toMatchObject({ merchantId: ISSUE_ONLY, platformId: PLATFORM });
  });

  test('a trade number can be used once', async () => {
    const order = electronicOrder();
    await parts.api.issue(order);
    await expect(parts.api.issue(order)).rejects.toMatchObject({
      code: 'BUSINESS_REFUSAL',
      rtnCode: REFUSALS.tradeNumberUsed[0],
      rtnMsg: REFUSALS.tradeNumberUsed[1],
    });
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ issueCalls: 2, issuances: 1 });
  });

  test('a refused order is not found by queries, and can be issued again with corrected fields', async () => {
    const order = electronicOrder();
    const wrong = { ...order, items: [{ itemNo: 'OFF00001', quantity: 1 }] };
    await expect(parts.api.issue(wrong)).rejects.toThrow(BusinessRefusalError);
    await expect(parts.api.queryIssueResult(refOf(order))).rejects.toMatchObject({ rtnCode: REFUSALS.noOrder[0] });
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ status: 'refused', issueCalls: 1, issuances: 0 });

    await issued(parts, order);
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ status: 'issued', issueCalls: 2, issuances: 1 });
  });

  test('two merchants can use the same number', async () => {
    const order = electronicOrder();
    await issued(parts, order);
    const other = { ...order, merchantId: ESCROW, paymentProvider: 'ecpay' } as const;
    await expect(parts.api.queryOrder(refOf(other))).rejects.toMatchObject({ rtnCode: REFUSALS.noOrder[0] });
    await issued(parts, other);
    await expect(parts.control('GET', `/orders/${order.merchantTradeNo}`)).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'AMBIGUOUS' } },
    });
    await expect(parts.control('GET', `/orders/${order.merchantTradeNo}?merchantId=${ESCROW}`)).resolves.toMatchObject({
      status: 200,
      body: { merchantId: ESCROW },
    });
  });

  test('an order from the back office has tickets immediately, without an Issue request', async () => {
    const MerchantTradeNo = newTradeNo();
    const data = {
      ...{ MerchantID: ISSUE_ONLY, MerchantTradeNo, IssueType: '4', Operator: 'Ann' },
      TicketInfo: [{ ItemName: 'SPA課程體驗券', TicketPrice: 100, TicketAmount: 2 }],
    };
    await expect(parts.control('POST', '/orders', data)).resolves.toMatchObject({
      status: 201,
      body: { tradeNo: MerchantTradeNo, status: 'issued', issueCalls: 0, issuances: 1 },
    });
    const ref = { merchantId: ISSUE_ONLY, merchantTradeNo: MerchantTradeNo };
    await expect(parts.api.queryOrder(ref)).resolves.toMatchObject({ tradeAmount: 200 });
  });
});

test('with duplicates allowed, a number that is issued twice has twice the tickets', async () => {
  const parts = await startParts({ duplicates: 'allow' });
  try {
    const order = electronicOrder({ items: [{ itemNo: 'VQT04959', quantity: 100 }] });
    await parts.api.issue(order);
    await issued(parts, order);
    await parts.api.issue(order);
    await expect(parts.api.queryIssueResult(refOf(order))).resolves.toEqual({ status: 'issued' });
    await parts.sandbox.clock.advance(5 * MINUTE);
    // 300 tickets: two pages.
    const { tickets } = await parts.api.queryOrder(refOf(order));
    expect(tickets).toHaveLength(300);
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ issueCalls: 3, issuances: 3 });
  } finally {
    await parts.close();
  }
});

test('with an issue delay, tickets appear after that delay', async () => {
  const parts = await startParts({ issueDelay: 20 * MINUTE });
  try {
    const order = electronicOrder();
    await parts.api.issue(order);
    await parts.sandbox.clock.advance(19 * MINUTE);
    await expect(parts.api.queryIssueResult(refOf(order))).resolves.toEqual({ status: 'processing' });
    await parts.sandbox.clock.advance(MINUTE);
    await expect(parts.api.queryIssueResult(refOf(order))).resolves.toEqual({ status: 'issued' });
  } finally {
    await parts.close();
  }
});
