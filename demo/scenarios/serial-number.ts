import { ESCROW_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/**
 * Two concert seats that are serial numbers only: name and price are the order's own, and so is the amount to be paid.
 * Another provider than ECPay takes the money, so that ECPay asks for no payment of its own.
 */
export const serialNumber: Scenario = {
  title: 'serial numbers only',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'other',
    issueType: 'serialNumber',
    items: [
      { itemName: '冬季音樂會A區', price: 1800, quantity: 1 },
      { itemName: '冬季音樂會B區', price: 1200, quantity: 1 },
    ],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    const inHalfAnHour = new Date(Date.now() + 30 * 60 * 1000);
    const { ref } = await ecticket.placeOrder({ order, payment: { deadline: inHalfAnHour }, timing });
    say('placed, to be paid within half an hour');
    await ecticket.confirmPayment(ref, { amount: 3000 });
    say("the customer pays NT$3,000 at another provider's");
    await hear('issued');
    await ecpay.redeem(tradeNo, 2);
    say('both are scanned at the door');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
