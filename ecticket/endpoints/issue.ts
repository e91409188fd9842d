import { z } from 'zod';
import * as field from '../issue-rules/fields.js';
import { pathByProfile, type Endpoint } from './endpoint.js';
import { optionalList, optionalText, optionalWholeNumber } from './lenient.js';
import { outcome } from './outcome.js';

const issueItem = z.strictObject({
  ItemNo: field.itemNo.exactOptional(),
  ItemName: field.itemName.exactOptional(),
  TicketPrice: field.ticketPrice.exactOptional(),
  TicketAmount: field.ticketAmount,
  StartDate: field.startDate.exactOptional(),
  ExpireDate: field.expireDate.exactOptional(),
});

/** The fields by themselves. What they have to do with each other, the day and the profile: `issue-rules/`. */
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
  /** Not on the Issue page: with escrow ECPay asks for it all the same, as public integrations show. */
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

/** RtnCode 1 says only that the data was received: QueryIssueResult says whether there are tickets. */
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

/** Ticket issuance (developers.ecpay.com.tw, ECTicket, Ticket Issuance). */
export const issue: Endpoint<IssueData, IssueReply> = {
  name: 'Issue',
  path: pathByProfile({ issueOnly: '/api/Ticket/Issue', escrow: '/api/issuance/issue' }),
  request: issueData,
  reply: issueReply,
};
