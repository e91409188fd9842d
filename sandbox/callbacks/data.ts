/** What callbacks say. Amounts in NT$. */
import { refundAmount, totalRefundAmount, sum, totalsOf } from '../orders/amounts.js';
import { type Callback, type Order, useStatusOf } from '../orders/order.js';

type Data = Readonly<Record<string, unknown>>;

/** The callback's Data as things stand on this day (yyyymmdd). */
export function createCallbackData({ kind, tickets }: Callback, order: Order, today: string): Data {
  switch (kind) {
    case 'useStatus':
      return useStatusData(
        order,
        [...tickets].map((t) => ({ TicketNo: t.ticketNo, UseStatus: useStatusOf(t, today) })),
      );
    case 'refund':
      return refundData(order, sum([...tickets].map(refundAmount)), today);
  }
}

/**
 * To UseStatusNotifyURL (developers.ecpay.com.tw/?p=46921). The true shape is not public and sources disagree: the names
 * and numbers of QueryOrderInfo are a choice.
 */
function useStatusData(order: Order, TicketList: readonly Data[]): Data {
  return { ...orderIdentity(order), TicketTradeNo: order.ticketTradeNo, TicketList };
}

/**
 * To RefundNotifyURL (developers.ecpay.com.tw/?p=32228), in the shape that a public integration shows. That the amounts
 * are what goes back to the consumer, the merchant's fee taken off, is a choice.
 */
function refundData(order: Order, RefundAmount: number, today: string): Data {
  const { TradeAmount } = totalsOf(order, today);
  return { ...orderIdentity(order), TradeAmount, TotalRefundAmount: totalRefundAmount(order), RefundAmount };
}

function orderIdentity(order: Order): Data {
  return { MerchantID: order.merchantId, [order.tradeNumberField]: order.tradeNo };
}
