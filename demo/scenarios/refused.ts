import { ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** The product has gone off sale between order and payment. Money was taken: the order waits for a person. */
export const refused: Scenario = {
  title: 'off sale, refused',
  order: (merchantTradeNo) => ({
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'paper',
    printedBy: 'merchant',
    items: [{ itemNo: 'OFF00001', quantity: 1 }],
  }),

  async play({ ecticket, order, timing, ecpay, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 500 }, timing });
    say('placed, unpaid');
    await ecpay.pay(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '已下架商品 x 1', tradeDescription: '電子票券' }),
    );
    say('the customer pays NT$500 at ECPay');
    await hear('needsAttention');
  },

  expected: { status: 'needsAttention', tickets: {}, events: ['paymentConfirmed', 'needsAttention'] },
};
