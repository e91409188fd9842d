import { ESCROW_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * Two concert seats issued as serial numbers. Names and prices are in the order, not in ECPay's catalogue. The customer
 * pays at another provider, so ECPay does not require a payment of its own.
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

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent }) {
    const inHalfAnHour = new Date(Date.now() + 30 * 60 * 1000);
    const { ref } = await ecticket.placeOrder({ order, payment: { deadline: inHalfAnHour }, timing });
    report('order placed, payment due within 30 minutes');
    await ecticket.confirmPayment(ref, { amount: 3000 });
    report('the customer pays NT$3,000 at another provider');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 2);
    report('a clerk redeems both at the entrance');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
