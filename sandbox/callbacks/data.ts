/** The Data of callbacks. Amounts are in NT$. */
import { refundAmount, totalRefundAmount, sum, totalsOf } from '../orders/amounts.js';
import { type Callback, type Order, useStatusOf } from '../orders/order.js';

type Data = Readonly<Record<string, unknown>>;

/** Returns the Data of a callback, as the tickets are on this day. @param today yyyymmdd. */
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
 * Returns the Data for UseStatusNotifyURL (developers.ecpay.com.tw/?p=46921). The real shape is not public and sources
 * disagree. The sandbox uses the field names and numbers of QueryOrderInfo.
 */
function useStatusData(order: Order, TicketList: readonly Data[]): Data {
  return { ...orderIdentity(order), TicketTradeNo: order.ticketTradeNo, TicketList };
}

/**
 * Returns the Data for RefundNotifyURL (developers.ecpay.com.tw/?p=32228), in the shape that a public integration
 * shows. The amounts are what the consumer gets back after the merchant's fee, which is the sandbox's choice.
 */
function refundData(order: Order, RefundAmount: number, today: string): Data {
  const { TradeAmount } = totalsOf(order, today);
  return { ...orderIdentity(order), TradeAmount, TotalRefundAmount: totalRefundAmount(order), RefundAmount };
}

function orderIdentity(order: Order): Data {
  return { MerchantID: order.merchantId, [order.tradeNumberField]: order.tradeNo };
}
