import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** The callback about the redemption is lost. ECPay sends it again after 5 to 15 minutes. */
export const lostCallback: Scenario = {
  title: 'first callback lost',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'VQT04959', quantity: 1 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent, waitForNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 680 }, timing });
    report('order placed, unpaid');
    await ecpay.payAtCheckout(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '雙人下午茶券 x 1', tradeDescription: '電子票券' }),
    );
    report('the customer pays NT$680 at ECPay');
    await waitForEvent('issued');
    await ecpay.dropNextCallback(tradeNo);
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems the ticket');
    await ecpay.waitUntil(
      tradeNo,
      'a callback',
      (order) => order?.callbacks.some(({ attempts }) => attempts.length > 0) === true,
    );
    report('the callback is lost');
    await waitForNextDay();
    report('a day passes at ECPay');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
