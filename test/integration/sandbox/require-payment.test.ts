import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TicketOrder } from '../../../ecticket/index.js';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import { electronicOrder, ESCROW, ISSUE_ONLY, newTradeNo, startParts, type Parts } from './support/parts.js';

const notPaid = { rtnCode: REFUSALS.notPaid[0] };

describe('a sandbox that requires payment', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts({ requirePayment: true });
  });
  afterAll(() => parts.close());

  const pay = (merchantTradeNo: string, changes: object = {}) =>
    parts.control('POST', '/payments', { kind: 'aio', merchantTradeNo, amount: 1_360, ...changes });

  test.each(['aio', 'embedded'])('issues an order only after it was paid at the %s checkout', async (kind) => {
    const order = electronicOrder();
    await expect(parts.api.issue(order)).rejects.toMatchObject(notPaid);
    await pay(order.merchantTradeNo, { kind });
    await parts.api.issue(order);
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ status: 'processing', issueCalls: 2, issuances: 1 });
  });

  test.each<[string, object]>([
    ['simulated', { simulate: true }],
    ['refused', { refuse: true }],
    ['not booked yet', { bookedAfter: '10 minutes' }],
    ['by instalments', { method: 'installment' }],
    ['by ATM', { method: 'atm' }],
  ])('does not accept a payment that is %s', async (_how, changes) => {
    const order = electronicOrder();
    await pay(order.merchantTradeNo, changes);
    await expect(parts.api.issue(order)).rejects.toMatchObject(notPaid);
  });

  test('reports an invalid order before a missing payment', async () => {
    const order = electronicOrder({ items: [{ itemNo: 'OFF00001', quantity: 1 }] });
    await expect(parts.api.issue(order)).rejects.toMatchObject({ rtnCode: REFUSALS.itemOffSale[0] });
  });

  test('requires no payment for gift vouchers, other providers and the back office', async () => {
    const gift: TicketOrder = {
      ...{ merchantId: ISSUE_ONLY, freeTradeNo: newTradeNo(), issueType: 'serialNumber', operator: 'Ann' },
      items: [{ itemName: 'SPA課程招待券', price: 0, quantity: 1, expireDate: '20991231' }],
    };
    await parts.api.issue(gift);
    await parts.api.issue(electronicOrder({ merchantId: ESCROW, paymentProvider: 'other' }));
    const byHand = {
      ...{ MerchantID: ISSUE_ONLY, MerchantTradeNo: newTradeNo(), IssueType: '4', Operator: 'Ann' },
      TicketInfo: [{ ItemName: 'SPA課程體驗券', TicketPrice: 100, TicketAmount: 2 }],
    };
    await expect(parts.control('POST', '/orders', byHand)).resolves.toMatchObject({ status: 201 });
  });
});

test('a merchant with its own payment merchant is paid there', async () => {
  const payment = {
    merchantId: '2000132',
    keys: [{ hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' }],
  } as const;
  const keys = [{ hashKey: 'AAAAAAAAAAAAAAAA', hashIv: 'BBBBBBBBBBBBBBBB' }] as const;
  const merchants = { '2000999': { profile: 'issueOnly', keys, payment } } as const;
  const parts = await startParts({ requirePayment: true, merchants });
  try {
    const order = electronicOrder({ merchantId: '2000999' });
    const body = { kind: 'aio', merchantTradeNo: order.merchantTradeNo, amount: 1_360, paymentMerchantId: '2000132' };
    await expect(parts.control('POST', '/payments', body)).resolves.toMatchObject({ status: 200 });
    await parts.api.issue(order);
    const stranger = { ...body, paymentMerchantId: '2000133' };
    await expect(parts.control('POST', '/payments', stranger)).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'NO_SUCH_MERCHANT' } },
    });
  } finally {
    await parts.close();
  }
});
