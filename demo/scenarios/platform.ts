import { CUSTOMER, ISSUE_ONLY_MERCHANT, PLATFORM } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Two cakes at NT$450, sold by a platform for a merchant. The platform's keys encrypt the requests. */
export const platform: Scenario = {
  title: 'sold by a platform',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    platformId: PLATFORM,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 2 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, payAtMerchantCheckout, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 900 }, timing });
    report('order placed by the platform, unpaid');
    const paid = await payAtMerchantCheckout({ amount: 900, itemName: '蛋糕券 x 2' });
    report('the customer pays NT$900 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    report('the merchant confirms the payment');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems one ticket');
    await waitForEvent('redeemed');
    await ecticket.redeem(ref, { tickets: { count: 1 } });
    report('the platform redeems the other ticket');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
