import { CUSTOMER, ESCROW_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/**
 * Three baths at NT$1,200 of which ECPay keeps the money. The merchant's own desk refunds two and takes one refund back;
 * the other's money has been given back when the bank says so, the day after.
 */
export const refundDesk: Scenario = {
  title: 'escrow, own refund desk',
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

  async play({ ecticket, order, timing, payShop, say, hear, untilNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 3600 }, timing });
    say('placed, unpaid');
    const paid = await payShop({ amount: 3600, itemName: 'SPA券 x 3' });
    say('the customer pays NT$3,600 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    say('the shop confirms the payment');
    await hear('issued');
    const { tickets } = await ecticket.refund(ref, { tickets: { count: 2 }, operator: 'Desk', reason: '行程取消' });
    const moves = tickets.every((ticket) => ticket.result === 'done' && ticket.movesMoney);
    say(`the desk refunds two: money ${moves ? 'moves' : 'does not move'}`);
    await hear('refunded');
    await ecticket.cancelRefund(ref, { tickets: { ticketNo: tickets[0]?.ticketNo ?? '' }, operator: 'Desk' });
    say('one refund is withdrawn');
    await hear('refundCancelled');
    await ecticket.redeem(ref, { tickets: { count: 2 }, operator: 'Amy' });
    say('the other two tickets are redeemed');
    await hear('settled');
    await untilNextDay();
    say('a day later at ECPay');
    await hear('refundConfirmed');
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
