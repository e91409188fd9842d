import { ESCROW_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * Two breakfasts on paper, issued by hand in ECPay's back office. The first callback starts a workflow for the order.
 */
export const backOffice: Scenario = {
  title: 'issued in the back office',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'paper',
    printedBy: 'merchant',
    items: [{ itemNo: 'BR103218', quantity: 2 }],
  }),

  async run({ order, tradeNo, ecpay, report, waitForEvent }) {
    await ecpay.issueInBackOffice(order);
    report('issued by hand, no workflow exists yet');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems one ticket');
    await waitForEvent('issued');
    report('the callback starts a workflow that adopts it');
    await waitForEvent('redeemed');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems the other ticket');
    await waitForEvent('settled');
  },

  expected: { status: 'settled', tickets: { redeemed: 2 }, events: ['issued', 'redeemed', 'settled'] },
};
