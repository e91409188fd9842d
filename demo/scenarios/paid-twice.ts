import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/**
 * A bath at NT$1,200, paid at ECPay's embedded checkout, and by mistake once more in cash: issued once, and the shop is told
 * of the rest.
 */
export const paidTwice: Scenario = {
  title: 'embedded checkout, cash',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VNS21400', quantity: 1 }],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1200 }, timing });
    say('placed, unpaid');
    const shown = { itemName: 'SPA券 x 1', tradeDescription: '電子票券' };
    const token = await ecticket.createPayment(ref, { kind: 'embedded', ...shown });
    say('the shop shows the embedded checkout');
    await ecpay.pay(token);
    say('the customer pays NT$1,200 there');
    await ecticket.confirmPayment(ref, { amount: 1200, reference: `CASH-${tradeNo}` });
    say('a clerk takes NT$1,200 in cash as well');
    await hear('unexpectedPayment');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the ticket');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'unexpectedPayment', 'issued', 'redeemed', 'settled'],
  },
};
