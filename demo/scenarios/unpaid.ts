import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Milliseconds. A shop gives half an hour, or a day. */
const TO_PAY_WITHIN = 3000;

/** A cake that nobody pays for in time. ECPay never hears of it. */
export const unpaid: Scenario = {
  title: 'not paid in time',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 1 }],
  }),

  async play({ ecticket, order, timing, say, hear }) {
    const deadline = new Date(Date.now() + TO_PAY_WITHIN);
    await ecticket.placeOrder({ order, payment: { amount: 450, deadline }, timing });
    say(`placed, to be paid within ${TO_PAY_WITHIN / 1000} seconds`);
    await hear('cancelled');
  },

  expected: { status: 'cancelled', tickets: {}, events: ['cancelled'] },
};
