import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** A bath at NT$1,200, paid twice by mistake at ECPay's embedded checkout: issued once, and the shop is told of the rest. */
export const paidTwice: Scenario = {
  title: 'embedded checkout, twice',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'electronic',
    availability: 'immediate',
    ...CUSTOMER,
    items: [{ itemNo: 'VNS21400', quantity: 1 }],
  }),

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    await ecticket.placeOrder({ order, payment: { amount: 1200 }, timing });
    say('placed, unpaid');
    await ecpay.pay('embedded', tradeNo, 1200);
    say('ECPay calls: NT$1,200 were paid');
    await ecpay.pay('embedded', tradeNo, 1200);
    say('ECPay calls: NT$1,200 were paid once more');
    await hear('unexpectedPayment');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the ticket');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'unexpectedPayment', 'issued', 'redeemed', 'settled'],
  },
};
