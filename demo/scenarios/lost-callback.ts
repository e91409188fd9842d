import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** Longer than ECPay waits until it repeats a callback that nobody answered: 5 to 15 minutes. */
const UNTIL_REPEATED = '16 minutes';

/** The callback that tells of the redemption gets lost on its way; ECPay repeats it later. */
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

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 680 }, timing });
    say('placed, unpaid');
    await ecticket.confirmPayment(ref, { amount: 680 });
    say('paid NT$680');
    await hear('issued');
    await ecpay.loseNextCallback(tradeNo);
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the ticket');
    await ecpay.until(tradeNo, ({ callbacks }) => callbacks.some(({ attempts }) => attempts.length > 0));
    say('the callback is lost');
    await ecpay.letPass(UNTIL_REPEATED);
    say(`${UNTIL_REPEATED} later at ECPay`);
    await hear('settled');
  },

  expected: { status: 'settled', tickets: { redeemed: 1 }, events: ['issued', 'redeemed', 'settled'] },
};
