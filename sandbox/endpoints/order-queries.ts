import { totalRefundAmount, totalsOf } from '../orders/amounts.js';
import { type Order, useStatusOf } from '../orders/order.js';
import { refuseUnless } from '../orders/refusals.js';
import { formatDate, formatDateTime } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, ticketListItem, tradeNumbers } from './reply-fields.js';
import { findOrder, readPageNumber, findTicket } from './request-fields.js';

const TICKETS_PER_PAGE = 200;

/** Returns an order with its totals and one page of its tickets (developers.ecpay.com.tw/?p=37942, ?p=42704). */
export const queryOrderInfo: SandboxEndpoint = {
  name: 'QueryOrderInfo',
  paths: samePath('QueryOrderInfo'),
  answer(call, state) {
    const order = findOrder(call, state);
    const first = (readPageNumber(call.data) - 1) * TICKETS_PER_PAGE;
    const today = formatDate(state.clock.now());
    return {
      MerchantID: order.merchantId,
      ...tradeNumbers(order),
      TicketTradeNo: order.ticketTradeNo,
      ...paymentFields(order),
      Status: issueStatus(order.status),
      Remark: order.remark,
      IssueDate: order.issuedAt === undefined ? '' : formatDateTime(order.issuedAt),
      ...issueFields(order),
      EscrowExpiredDate: order.escrowEndsOn ?? '',
      ...totalsOf(order, today),
      TicketList: order.tickets.slice(first, first + TICKETS_PER_PAGE).map((ticket) => ticketListItem(ticket, today)),
    };
  },
};

/**
 * Returns how the order was paid. Tickets can be paid only by one-time credit card; gift vouchers are free. The values
 * are the sandbox's choice.
 */
function paymentFields({ tradeNumberField, data }: Order) {
  const paid = tradeNumberField === 'MerchantTradeNo';
  return { PaymentProvider: paid ? (data?.PaymentProvider ?? '1') : '', PaymentType: paid ? 'Credit' : '' };
}

function issueFields({ data }: Order) {
  return {
    IssueType: data?.IssueType,
    PrintType: data?.PrintType ?? '',
    CustomerName: data?.CustomerName ?? '',
    CustomerPhone: data?.CustomerPhone ?? '',
    CustomerEmail: data?.CustomerEmail ?? '',
  };
}

/**
 * Returns a ticket's use status and start date (developers.ecpay.com.tw/?p=32188). The field names are those of
 * QueryOrderInfo, which is the sandbox's choice.
 */
export const queryTicketStatus: SandboxEndpoint = {
  name: 'QueryTicketStatus',
  paths: samePath('QueryTicketStatus'),
  answer(call, state) {
    const { ticket } = findTicket(call, state, ['TicketNo', 'WriteOffNo']);
    return ticketListItem(ticket, formatDate(state.clock.now()));
  },
};

/** Returns the amount that the bank has refunded for an order (developers.ecpay.com.tw/?p=29971). */
export const queryRefundInfo: SandboxEndpoint = {
  name: 'QueryRefundInfo',
  paths: samePath('QueryRefundInfo'),
  answer(call, state) {
    const order = findOrder(call, state);
    refuseUnless(
      order.tickets.some(({ ticketType }) => ticketType === '1'),
      'noPickupVoucher',
    );
    const today = formatDate(state.clock.now());
    const { TradeAmount } = totalsOf(order, today);
    // ECPay's page: "The amount appears once the bank has confirmed."
    const TotalRefundAmount = totalRefundAmount(order, { today }) || '';
    return { MerchantTradeNo: order.tradeNo, TradeAmount, TotalRefundAmount };
  },
};

/**
 * Returns what the merchant prints on an order's unused paper tickets (developers.ecpay.com.tw/?p=29961). The field
 * names are those of QueryOrderInfo, which is the sandbox's choice.
 */
export const queryPrintData: SandboxEndpoint = {
  name: 'QueryPrintData',
  paths: samePath('QueryPrintData'),
  answer(call, state) {
    const order = findOrder(call, state);
    refuseUnless(order.data?.IssueType === '2' && order.data.PrintType === '2', 'notPrintedByMerchant');
    const today = formatDate(state.clock.now());
    const unused = order.tickets.filter((ticket) => useStatusOf(ticket, today) === 1);
    return { ...tradeNumbers(order), TicketList: unused.map((ticket) => ticketListItem(ticket, today)) };
  },
};
