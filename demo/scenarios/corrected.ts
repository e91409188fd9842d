import type { TicketOrder } from '../../index.js';
import { ISSUE_ONLY_MERCHANT } from './test-data.js';
import type { Scenario } from './scenario.js';

/**
 * An afternoon tea whose item number was mistyped. ECPay refuses the order, and an operator resubmits it corrected.
 */
export const corrected: Scenario = {
  title: 'refused, then corrected',
  order: (merchantTradeNo) => teaOf('VQT04995', merchantTradeNo),

  async run({ ecticket, order, tradeNo, timing, ecpay, report, waitForEvent }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 680 }, timing });
    report('order placed, unpaid');
    await ecpay.payAtCheckout(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '雙人下午茶券 x 1', tradeDescription: '電子票券' }),
    );
    report('the customer pays NT$680 at ECPay');
    await waitForEvent('needsAttention');
    await ecticket.resubmit(ref, {
      by: 'the demo, as the operator',
      why: 'two digits of the item number were swapped',
      order: teaOf('VQT04959', tradeNo),
      amount: 680,
    });
    report('an operator (the demo) resubmits it corrected');
    await waitForEvent('issued');
    await ecpay.redeemAtVendor(tradeNo, 1);
    report('a clerk redeems the ticket');
    await waitForEvent('settled');
  },

  expected: {
    status: 'settled',
    tickets: { redeemed: 1 },
    events: ['paymentConfirmed', 'needsAttention', 'issued', 'redeemed', 'settled'],
  },
};

function teaOf(itemNo: string, merchantTradeNo: string): TicketOrder {
  return {
    merchantId: ISSUE_ONLY_MERCHANT,
    merchantTradeNo,
    operator: 'Demo',
    issueType: 'paper',
    printedBy: 'merchant',
    items: [{ itemNo, quantity: 1 }],
  };
}
