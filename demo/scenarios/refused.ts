import { ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/** The item goes off sale between order and payment. The customer has paid, so the order needs attention. */
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

  async run({ ecticket, order, timing, ecpay, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 500 }, timing });
    report('order placed, unpaid');
    await ecpay.payAtCheckout(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '已下架商品 x 1', tradeDescription: '電子票券' }),
    );
    report('the customer pays NT$500 at ECPay');
    await waitForEvent('needsAttention');
  },

  expected: { status: 'needsAttention', tickets: {}, events: ['paymentConfirmed', 'needsAttention'] },
};
