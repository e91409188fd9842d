import { CUSTOMER, ESCROW_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * Three cakes at NT$450, picked up at a convenience store. A clerk refunds one in ECPay's back office, less NT$50.
 * The bank confirms the refund on the next day.
 */
export const convenienceStore: Scenario = {
  title: 'convenience store, refund',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'convenienceStore',
    customerEmail: CUSTOMER.customerEmail,
    items: [{ itemNo: 'CK851236', quantity: 3 }],
  }),

  async run({ ecticket, order, tradeNo, timing, ecpay, payAtMerchantCheckout, report, waitForEvent, waitForNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1350 }, timing });
    report('order placed, unpaid');
    const paid = await payAtMerchantCheckout({ amount: 1350, itemName: '蛋糕券 x 3' });
    report('the customer pays NT$1,350 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    report('the merchant confirms the payment');
    await waitForEvent('issued');
    await ecpay.refundAtVendor(tradeNo, 1, 50);
    report('a clerk refunds one ticket, less a fee of NT$50');
    await waitForEvent('refunded');
    await ecpay.redeemAtVendor(tradeNo, 2);
    report('a clerk redeems the other two tickets');
    await waitForEvent('settled');
    await waitForNextDay();
    report('a day passes at ECPay');
    await waitForEvent('refundConfirmed');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2, refunded: 1 },
    events: ['paymentConfirmed', 'issued', 'refunded', 'redeemed', 'settled', 'refundConfirmed'],
  },
};
