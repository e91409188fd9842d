import type { TicketOrder } from '../../index.js';
import { ISSUE_ONLY_MERCHANT } from './customer.js';
import type { Scenario } from './scenario.js';

/** An afternoon tea whose product number was mistyped: ECPay refuses it, and a person puts it right. */
export const fixed: Scenario = {
  title: 'refused, then fixed',
  order: (merchantTradeNo) => teaOf('VQT04995', merchantTradeNo),

  async play({ ecticket, order, tradeNo, timing, ecpay, say, hear }) {
    const { ref } = await ecticket.placeOrder({ order, payment: { amount: 680 }, timing });
    say('placed, unpaid');
    await ecpay.pay(
      await ecticket.createPayment(ref, { kind: 'aio', itemName: '雙人下午茶券 x 1', tradeDescription: '電子票券' }),
    );
    say('the customer pays NT$680 at ECPay');
    await hear('needsAttention');
    await ecticket.resubmit(ref, {
      by: 'the demo, playing the shop manager',
      why: 'two digits of the product number were swapped',
      order: teaOf('VQT04959', tradeNo),
    });
    say('shop manager (the demo) resubmits it');
    await hear('issued');
    await ecpay.redeem(tradeNo, 1);
    say('a clerk scans the ticket');
    await hear('settled');
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
