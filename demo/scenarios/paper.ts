import { ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Four breakfasts at NT$150 on paper that the merchant prints. The customer has paid before the order is placed. */
export const paper: Scenario = {
  title: 'paper, issued at once',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'paper',
    printedBy: 'merchant',
    items: [{ itemNo: 'BR103218', quantity: 4 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, payAtMerchantCheckout, report, waitForEvent }) {
    const paid = await payAtMerchantCheckout({ amount: 600, itemName: '早餐券 x 4' });
    report('the customer pays NT$600 at ECPay');
    await ecticket.placeOrder({ order, payment: { amount: 600, paid }, timing });
    report('order placed, already paid');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 4);
    report('a clerk redeems all four tickets');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 4 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
