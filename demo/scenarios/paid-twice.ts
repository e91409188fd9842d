import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * A bath at NT$1,200, paid at ECPay's embedded checkout and, by mistake, again in cash. The order is issued once, and
 * the merchant receives an event about the unexpected payment.
 */
export const paidTwice: Scenario = {
  title: 'paid by card and in cash',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VNS21400', quantity: 1 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1200 }, timing });
    report('order placed, unpaid');
    const details = { itemName: 'SPA券 x 1', tradeDescription: '電子票券' };
    const token = await ecticket.createPayment(ref, { kind: 'embedded', ...details });
    report('the merchant shows the embedded checkout');
    await ecpay.payAtCheckout(token);
    report('the customer pays NT$1,200 there');
    await ecticket.confirmPayment(ref, { amount: 1200, reference: `CASH-${tradeNo}` });
    report('a clerk also takes NT$1,200 in cash');
    await waitForEvent('unexpectedPayment');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems the ticket');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'unexpectedPayment', 'issued', 'redeemed', 'settled'],
  },
};
