/** The endpoints that query an issued order: QueryOrderInfo, QueryRefundInfo and QueryPrintData. */
import { z } from 'zod';
import { merchantId, merchantTradeNo } from '../issue-rules/fields.js';
import { outcome, samePath, type Endpoint, type Outcome } from './endpoint.js';
import type { TradeNumberData } from './issue.js';
import { list, optionalText, optionalWholeNumber, text } from './reply-fields.js';
import { byTradeNumber, pageNum } from './request-fields.js';
import { ticketListItem } from './tickets.js';

/** Number of tickets per page of QueryOrderInfo. */
export const TICKETS_PER_PAGE = 200;

const orderInfoData = byTradeNumber({ PageNum: pageNum });

/** Amounts in NT$; IssueDate `yyyy/MM/dd HH:mm:ss` and EscrowExpiredDate yyyymmdd, both in Asia/Taipei. */
const orderInfoReply = outcome.extend({
  MerchantTradeNo: optionalText,
  FreeTradeNo: optionalText,
  TicketTradeNo: text,
  IssueType: optionalText,
  IssueDate: optionalText,
  EscrowExpiredDate: optionalText,
  TotalCount: optionalWholeNumber,
  TradeAmount: optionalWholeNumber,
  RedeemAmount: optionalWholeNumber,
  RefundAmount: optionalWholeNumber,
  TotalRefundFee: optionalWholeNumber,
  TicketList: list(ticketListItem),
});

export type OrderInfoData = z.infer<typeof orderInfoData>;
export type OrderInfoReply = z.infer<typeof orderInfoReply>;

/** Queries an issued order and one page of its tickets (developers.ecpay.com.tw/?p=37942, ?p=42704). */
export const queryOrderInfo: Endpoint<OrderInfoData, OrderInfoReply> = {
  name: 'QueryOrderInfo',
  path: samePath('QueryOrderInfo'),
  request: orderInfoData,
  reply: orderInfoReply,
};

/** Only orders with pickup vouchers have refunds: a gift voucher has no money to refund. */
const refundInfoData = z.strictObject({ MerchantID: merchantId, MerchantTradeNo: merchantTradeNo });

/**
 * Amounts in NT$. TotalRefundAmount appears when the bank has confirmed the refund. The page does not name the fields:
 * this package assumes the names of the refund callback.
 */
const refundInfoReply = outcome.extend({
  MerchantTradeNo: optionalText,
  TradeAmount: optionalWholeNumber,
  TotalRefundAmount: optionalWholeNumber,
});

export type RefundInfoData = z.infer<typeof refundInfoData>;
export type RefundInfoReply = z.infer<typeof refundInfoReply>;

/** Queries the refunded amount of an order (developers.ecpay.com.tw/?p=29971). */
export const queryRefundInfo: Endpoint<RefundInfoData, RefundInfoReply> = {
  name: 'QueryRefundInfo',
  path: samePath('QueryRefundInfo'),
  request: refundInfoData,
  reply: refundInfoReply,
};

/**
 * Queries what a merchant prints on unused paper tickets (developers.ecpay.com.tw/?p=29961). The page says "by merchant
 * order number": this package accepts either of the two numbers. The reply's field names are not public, so its
 * fields pass through.
 */
export const queryPrintData: Endpoint<TradeNumberData, Outcome> = {
  name: 'QueryPrintData',
  path: samePath('QueryPrintData'),
  request: byTradeNumber({}),
  reply: outcome,
};
