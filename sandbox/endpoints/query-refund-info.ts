import { insist } from '../book/refusals.js';
import { refundedMoney, totalsOf } from '../book/totals.js';
import { day } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedOrder } from './requested.js';

/** What of an order's money the bank has given back (developers.ecpay.com.tw/?p=29971). */
export const queryRefundInfo: SandboxEndpoint = {
  name: 'QueryRefundInfo',
  paths: samePath('QueryRefundInfo'),
  answer(call, world) {
    const order = requestedOrder(call, world);
    insist(
      order.tickets.some(({ ticketType }) => ticketType === '1'),
      'noPickupVoucher',
    );
    const today = day(world.clock.now());
    const { TradeAmount } = totalsOf(order, today);
    // "The amount appears once the bank has confirmed."
    const TotalRefundAmount = refundedMoney(order, { today }) || '';
    return { MerchantTradeNo: order.tradeNo, TradeAmount, TotalRefundAmount };
  },
};
