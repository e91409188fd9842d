import { CUSTOMER, ESCROW_MERCHANT, inDays } from './test-data.js';
import type { Scenario } from './scenario.js';

/** Two baths at NT$1,200 and a free dessert: pickup vouchers and a gift voucher in one order. */
export const mixed: Scenario = {
  title: 'pickup and gift mixed',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [
      { itemNo: 'VNS21400', quantity: 2 },
      { itemNo: 'GIFT0001', quantity: 1, expireDate: inDays(90) },
    ],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, payAtMerchantCheckout, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 2400 }, timing });
    report('order placed, unpaid');
    const paid = await payAtMerchantCheckout({ amount: 2400, itemName: 'SPA券 x 2' });
    report('the customer pays NT$2,400 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    report('the merchant confirms the payment');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems one ticket');
    await waitForEvent('redeemed');
    await ecpay.redeemAtVendor(tradeNo, 2);
    report('a clerk redeems the other two tickets');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 3 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
