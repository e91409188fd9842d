import { ESCROW_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Two breakfasts on paper, issued by hand in ECPay's back office: nothing here knows of them until ECPay calls back. */
export const backOffice: Scenario = {
  title: "from ECPay's back office",
  order: (merchantTradeNo) => ({
    merchantId: ESCROW_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    paymentProvider: 'ecpay',
    issueType: 'paper',
    printedBy: 'merchant',
    items: [{ itemNo: 'BR103218', quantity: 2 }],
  }),

  async play({ order, tradeNo, ecpay, say, hear }) {
    await ecpay.issueInBackOffice(order);
    say('issued by hand; no workflow knows of it');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans one ticket');
    await hear('issued');
    say('the callback has it adopted');
    await hear('redeemed');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the other');
    await hear('settled');
  },

  expected: { status: 'settled', tickets: { redeemed: 2 }, events: ['issued', 'redeemed', 'settled'] },
};
