import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two afternoon teas at NT$680. The customer pays after ordering, comes once with one ticket, and once more with the other. */
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

  async play({ ecticket, order, tradeNo, timing, ecpay, payShop, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 1360 }, timing });
    say('placed, unpaid');
    await ecticket.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 10_000 });
    const paid = await payShop({ amount: 1360, itemName: '雙人下午茶券 x 2' });
    say('the customer pays NT$1,360 at ECPay');
    await ecticket.confirmPayment(ref, paid);
    say('the shop confirms the payment');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans one ticket');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the other');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 2 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
