import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Merchants typically allow half an hour, or a day. */
const PAYMENT_WINDOW_MS = 3000;

/** A cake that nobody pays for in time. The order is cancelled and never sent to ECPay. */
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

  async run({ ecticket, order, timing, report, waitForEvent }) {
    const deadline = new Date(Date.now() + PAYMENT_WINDOW_MS);
    await ecticket.placeOrder({ order, payment: { amount: 450, deadline }, timing });
    report(`order placed, payment due within ${PAYMENT_WINDOW_MS / 1000} seconds`);
    await waitForEvent('cancelled');
  },

  expected: { status: 'cancelled', tickets: {}, events: ['cancelled'] },
};
