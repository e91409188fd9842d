import { CUSTOMER, ESCROW_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * Three baths at NT$1,200 whose money ECPay keeps in escrow. The merchant refunds two and cancels one of the refunds.
 * The bank confirms the other on the next day.
 */
export const merchantRefund: Scenario = {
  title: 'escrow, merchant refunds',
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VNS21400', quantity: 3 }],
  }),

  async run({ ecticket, order, timing, payAtMerchantCheckout, report, waitForEvent, waitForNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 3600 }, timing });
    report('order placed, unpaid');
    const paid = await payAtMerchantCheckout({ amount: 3600, itemName: 'SPA券 x 3' });
    report('the customer pays NT$3,600 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    report('the merchant confirms the payment');
    await waitForEvent('issued');
    const { tickets } = await ecticket.refund(ref, { tickets: { count: 2 }, operator: 'Lin', reason: '行程取消' });
    const movesMoney = tickets.every((ticket) => ticket.result === 'done' && ticket.movesMoney);
    report(`the merchant refunds two: money ${movesMoney ? 'moves' : 'does not move'}`);
    await waitForEvent('refunded');
    await ecticket.cancelRefund(ref, { tickets: { ticketNo: tickets[0]?.ticketNo ?? '' }, operator: 'Lin' });
    report('the merchant cancels one refund');
    await waitForEvent('refundCancelled');
    await ecticket.redeem(ref, { tickets: { count: 2 }, operator: 'Amy' });
    report('the merchant redeems the other two tickets');
    await waitForEvent('settled');
    await waitForNextDay();
    report('a day passes at ECPay');
    await waitForEvent('refundConfirmed');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2, refunded: 1 },
    events: [
      ...(['paymentConfirmed', 'issued', 'refunded', 'refundCancelled'] as const),
      ...(['redeemed', 'settled', 'refundConfirmed'] as const),
    ],
  },
};
