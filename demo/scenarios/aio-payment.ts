import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two cakes at NT$450, paid at ECPay's AIO checkout: ECPay itself notifies the receiver. */
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
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 900 }, timing });
    say('placed, unpaid');
    const shown = { itemName: '蛋糕券 x 2', tradeDescription: '電子票券' };
    const form = await ecticket.createPayment(ref, { kind: 'aio', ...shown });
    say('the customer goes to AIO');
    await ecpay.pay(form);
    say('the customer pays NT$900 at AIO');
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
