/** The endpoints of issuance: Issue and QueryIssueResult. */
import { z } from 'zod';
import * as field from '../issue-rules/fields.js';
import { outcome, pathByProfile, samePath, type Endpoint } from './endpoint.js';
import { optionalList, optionalText, optionalWholeNumber, wholeNumber } from './reply-fields.js';
import { byTradeNumber } from './request-fields.js';

const issueItem = z.strictObject({
  ItemNo: field.itemNo.exactOptional(),
  ItemName: field.itemName.exactOptional(),
  TicketPrice: field.ticketPrice.exactOptional(),
  TicketAmount: field.ticketAmount,
  StartDate: field.startDate.exactOptional(),
  ExpireDate: field.expireDate.exactOptional(),
});

/**
 * Checks each field by itself. `issue-rules/` has the rules between fields, and those about the day and the profile.
 */
const issueData = z.strictObject({
  MerchantID: field.merchantId,
  MerchantTradeNo: field.merchantTradeNo.exactOptional(),
  FreeTradeNo: field.freeTradeNo.exactOptional(),
  IssueType: field.issueType,
  PrintType: field.printType.exactOptional(),
  IsImmediate: field.isImmediate.exactOptional(),
  RefundNotifyURL: field.refundNotifyUrl.exactOptional(),
  UseStatusNotifyURL: field.useStatusNotifyUrl.exactOptional(),
  StoreID: field.storeId.exactOptional(),
  Operator: field.operator,
  /** The Issue page does not list it. Public integrations show that ECPay requires it in the escrow profile. */
  PaymentProvider: field.paymentProvider.exactOptional(),
  CustomerName: field.customerName.exactOptional(),
  CustomerPhone: field.customerPhone.exactOptional(),
  CustomerEmail: field.customerEmail.exactOptional(),
  CustomerAddress: field.customerAddress.exactOptional(),
  TicketInfo: z.array(issueItem),
});

export type IssueItem = z.infer<typeof issueItem>;
/** Data of Issue in ECPay's names. */
export type IssueData = z.infer<typeof issueData>;

/** RtnCode 1 means only that ECPay received the data. QueryIssueResult reports whether the tickets exist. */
const issueReply = outcome.extend({
  MerchantTradeNo: optionalText,
  FreeTradeNo: optionalText,
  TicketTradeNo: optionalText,
  TicketData: optionalList(
    z.looseObject({
      ItemNo: optionalText,
      ItemName: optionalText,
      TicketAmount: optionalWholeNumber,
      TicketPrice: optionalWholeNumber,
    }),
  ),
});

export type IssueReply = z.infer<typeof issueReply>;

/** Issues the tickets of an order (developers.ecpay.com.tw, ECTicket, Ticket Issuance). */
export const issue: Endpoint<IssueData, IssueReply> = {
  name: 'Issue',
  path: pathByProfile({ issueOnly: '/api/Ticket/Issue', escrow: '/api/issuance/issue' }),
  request: issueData,
  reply: issueReply,
};

const tradeNumberData = byTradeNumber({});

/** Data that identifies an order by exactly one of its two numbers. */
export type TradeNumberData = z.infer<typeof tradeNumberData>;

/** Status: 1 issued, 2 failed, 3 processing. */
const issueResultReply = outcome.extend({
  MerchantTradeNo: optionalText,
  FreeTradeNo: optionalText,
  Status: wholeNumber.pipe(z.literal([1, 2, 3])),
  Remark: optionalText,
});

export type IssueResultReply = z.infer<typeof issueResultReply>;

/** Queries whether the tickets of an order exist (developers.ecpay.com.tw/?p=32186). */
export const queryIssueResult: Endpoint<TradeNumberData, IssueResultReply> = {
  name: 'QueryIssueResult',
  path: samePath('QueryIssueResult'),
  request: tradeNumberData,
  reply: issueResultReply,
};
