import { CUSTOMER, ESCROW_MERCHANT, inDays } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two baths at NT$1,200, and a dessert on the house. */
export const mixed: Scenario = {
  title: 'pickup and gift mixed',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [
      { itemNo: 'VNS21400', quantity: 2 },
      { itemNo: 'GIFT0001', quantity: 1, expireDate: inDays(90) },
    ],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, payShop, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 2400 }, timing });
    say('placed, unpaid');
    const paid = await payShop({ amount: 2400, itemName: 'SPA券 x 2' });
    say('the customer pays NT$2,400 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    say('the shop confirms the payment');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans one ticket');
    await hear('redeemed');
    await ecpay.redeem(tradeNo, 2);
    say('a clerk scans the other two');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 3 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
