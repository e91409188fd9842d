import { CUSTOMER, inDays, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Gift vouchers only: the order has a freeTradeNo, needs no payment, and its tickets may expire. */
export const gift: Scenario = {
  title: 'gift vouchers only',
  order: (freeTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    freeTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [
      { itemNo: 'GIFT0001', quantity: 1, expireDate: inDays(30) },
      { itemNo: 'GIFT0002', quantity: 2, expireDate: inDays(30) },
    ],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent }) {
    await ecticket.placeOrder({ order, timing });
    report('order placed, nothing to pay');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 3);
    report('a clerk redeems all three tickets');
    await waitForEvent('settled');
  },

  expected: { status: 'settled', tickets: { redeemed: 3 }, events: ['issued', 'redeemed', 'settled'] },
};
