import type { z } from 'zod';
import { samePath, type Endpoint } from './endpoint.js';
import { list, optionalText, optionalWholeNumber, text } from './lenient.js';
import { outcome } from './outcome.js';
import { byTradeNumber, pageNum } from './request-fields.js';
import { ticketListItem } from './ticket-list-item.js';

/** How many tickets ECPay puts on a page. */
export const TICKETS_A_PAGE = 200;

const request = byTradeNumber({ PageNum: pageNum });

/** Amounts in NT$; IssueDate `yyyy/MM/dd HH:mm:ss` and EscrowExpiredDate yyyymmdd, both Asia/Taipei. */
const reply = outcome.extend({
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

export type OrderInfoData = z.infer<typeof request>;
export type OrderInfoReply = z.infer<typeof reply>;

/** An issued order and one page of its tickets (developers.ecpay.com.tw/?p=37942, ?p=42704). */
export const queryOrderInfo: Endpoint<OrderInfoData, OrderInfoReply> = {
  name: 'QueryOrderInfo',
  path: samePath('QueryOrderInfo'),
  request,
  reply,
};
