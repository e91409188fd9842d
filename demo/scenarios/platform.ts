import { CUSTOMER, ISSUE_ONLY_MERCHANT, PLATFORM } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two cakes at NT$450, sold by a platform on a merchant's behalf: the platform's keys seal, the order is the merchant's. */
export const platform: Scenario = {
  title: 'sold by a platform',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    platformId: PLATFORM,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 2 }],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, payShop, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 900 }, timing });
    say('placed by the platform, unpaid');
    const paid = await payShop({ amount: 900, itemName: '蛋糕券 x 2' });
    say('the customer pays NT$900 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    say('the shop confirms the payment');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans one ticket');
    await hear('redeemed');
    await ecticket.redeem(ref, { tickets: { count: 1 } });
    say("the other is redeemed at the platform's own till");
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
