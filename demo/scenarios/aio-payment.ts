import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Two cakes at NT$450, paid at ECPay's AIO checkout. ECPay notifies the callback receiver of the payment. */
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

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 900 }, timing });
    report('order placed, unpaid');
    const details = { itemName: '蛋糕券 x 2', tradeDescription: '電子票券' };
    const form = await ecticket.createPayment(ref, { kind: 'aio', ...details });
    report('the customer opens the AIO checkout');
    await ecpay.payAtCheckout(form);
    report('the customer pays NT$900 at AIO');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 2);
    report('a clerk redeems both tickets');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
