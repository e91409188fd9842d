import { ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Four breakfasts at NT$150, on paper that the merchant prints. Paid at ECPay beforehand, so the order is placed as paid. */
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

  async play({ ecticket, order, tradeNo, timing, ecpay, payShop, say, hear }) {
    const paid = await payShop({ amount: 600, itemName: '早餐券 x 4' });
    say('the customer pays NT$600 at ECPay');
    await ecticket.placeOrder({ order, payment: { amount: 600, paid }, timing });
    say('placed, paid already');
    await hear('issued');
    await ecpay.redeem(tradeNo, 4);
    say('a clerk scans all four');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 4 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
