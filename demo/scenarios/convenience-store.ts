import { CUSTOMER, ESCROW_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/**
 * Three cakes at NT$450, picked up at a convenience store. One is refunded in the vendor's system, less NT$50; the rest of
 * its money has been given back when the bank says so, the day after.
 */
export const convenienceStore: Scenario = {
  title: 'convenience store, refund',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 3 }],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, payShop, say, hear, untilNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1350 }, timing });
    say('placed, unpaid');
    const paid = await payShop({ amount: 1350, itemName: '蛋糕券 x 3' });
    say('the customer pays NT$1,350 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    say('the shop confirms the payment');
    await hear('issued');
    await ecpay.refund(tradeNo, 1, 50);
    say('one ticket is refunded, less a fee of NT$50');
    await hear('refunded');
    await ecpay.redeem(tradeNo, 2);
    say('a clerk scans the other two');
    await hear('settled');
    await untilNextDay();
    say('a day later at ECPay');
    await hear('refundConfirmed');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2, refunded: 1 },
    events: ['paymentConfirmed', 'issued', 'refunded', 'redeemed', 'settled', 'refundConfirmed'],
  },
};
