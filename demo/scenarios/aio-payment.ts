import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two cakes at NT$450, paid at ECPay's AIO checkout: ECPay itself tells the receiver that they are paid. */
export const aioPayment: Scenario = {
  title: 'paid at AIO checkout',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 2 }],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    await ecticket.placeOrder({ order, payment: { amount: 900 }, timing });
    say('placed, unpaid');
    await ecpay.pay('aio', tradeNo, 900);
    say('ECPay calls: NT$900 were paid');
    await hear('issued');
    await ecpay.redeem(tradeNo, 2);
    say('a clerk scans both');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
