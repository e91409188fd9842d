import { CUSTOMER, ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** The callback that tells of the redemption gets lost on its way; ECPay repeats it after 5 to 15 minutes. */
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

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear, untilNextDay }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 680 }, timing });
    say('placed, unpaid');
    await ecpay.pay(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '雙人下午茶券 x 1', tradeDescription: '電子票券' }),
    );
    say('the customer pays NT$680 at ECPay');
    await hear('issued');
    await ecpay.loseNextCallback(tradeNo);
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the ticket');
    await ecpay.until(
      tradeNo,
      'a callback',
      (book) => book?.callbacks.some(({ attempts }) => attempts.length > 0) === true,
    );
    say('the callback is lost');
    await untilNextDay();
    say('a day later at ECPay');
    await hear('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'issued', 'redeemed', 'settled'],
  },
};
