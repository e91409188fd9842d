import { CUSTOMER, inDays, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Gift vouchers only: an order with a freeTradeNo, which nobody pays and which may lapse. */
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

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    await ecticket.placeOrder({ order, timing });
    say('placed, nothing to pay');
    await hear('issued');
    await ecpay.redeem(tradeNo, 3);
    say('a clerk scans all three');
    await hear('settled');
  },

  expected: { status: 'settled', tickets: { redeemed: 3 }, events: ['issued', 'redeemed', 'settled'] },
};
