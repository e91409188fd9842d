import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Two afternoon teas at NT$680. The customer pays after ordering and uses the tickets in two visits. */
export const electronic: Scenario = {
  title: 'electronic, two visits',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VQT04959', quantity: 2 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, payAtMerchantCheckout, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1360 }, timing });
    report('order placed, unpaid');
    await ecticket.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 60_000 });
    const paid = await payAtMerchantCheckout({ amount: 1360, itemName: '雙人下午茶券 x 2' });
    report('the customer pays NT$1,360 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    report('the merchant confirms the payment');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems one ticket');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems the other ticket');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
