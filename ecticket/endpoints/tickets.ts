/** The endpoints of a single ticket: QueryTicketStatus, WriteOff and Refund. */
import { z } from 'zod';
import { merchantId, operator, storeId } from '../issue-rules/fields.js';
import { outcome, pathByProfile, samePath, type Endpoint, type Outcome } from './endpoint.js';
import { optionalText, optionalWholeNumber, text, wholeNumber } from './reply-fields.js';
import { byTicketNumber, cancelReason, refundFee, writeOffNo } from './request-fields.js';

/** UseStatus: 1 unused, 2 redeemed, 3 refunded, 4 expired. */
const useStatus = wholeNumber.pipe(z.literal([1, 2, 3, 4]));

/** Optional fields of a ticket. TicketType: 1 pickup voucher, 2 gift voucher. Dates are yyyymmdd in Asia/Taipei. */
const ticketDetails = {
  ItemNo: optionalText,
  ItemName: optionalText,
  TicketType: optionalWholeNumber.pipe(z.literal([1, 2]).optional()),
  TicketAmount: optionalWholeNumber,
  StartDate: optionalText,
  WriteOffDate: optionalText,
  RefundDate: optionalText,
  ExpiredDate: optionalText,
  WriteOffNo: optionalText,
};

/** One ticket in the TicketList of QueryOrderInfo. */
export const ticketListItem = z.looseObject({ TicketNo: text, UseStatus: useStatus, ...ticketDetails });

export type TicketListItem = z.infer<typeof ticketListItem>;

const ticketStatusData = byTicketNumber({});

/**
 * The page documents the use status and the start date, but not the names of the fields. This package assumes the names
 * of QueryOrderInfo's TicketList.
 */
const ticketStatusReply = outcome.extend({ TicketNo: optionalText, UseStatus: useStatus, ...ticketDetails });

export type TicketStatusData = z.infer<typeof ticketStatusData>;
export type TicketStatusReply = z.infer<typeof ticketStatusReply>;

/** Queries the use status of a ticket (developers.ecpay.com.tw/?p=32188). */
export const queryTicketStatus: Endpoint<TicketStatusData, TicketStatusReply> = {
  name: 'QueryTicketStatus',
  path: samePath('QueryTicketStatus'),
  request: ticketStatusData,
  reply: ticketStatusReply,
};

/** Action: 1 redeem, 2 cancel the redemption. */
const writeOffData = z.strictObject({
  MerchantID: merchantId,
  WriteOffNo: writeOffNo,
  Action: z.enum(['1', '2'], 'The action redeems a ticket or cancels its redemption.'),
  CancelReason: cancelReason.exactOptional(),
  StoreID: storeId.exactOptional(),
  Operator: operator.exactOptional(),
});

export type WriteOffData = z.infer<typeof writeOffData>;

/** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
export const writeOff: Endpoint<WriteOffData, Outcome> = {
  name: 'WriteOff',
  path: samePath('WriteOff'),
  request: writeOffData,
  reply: outcome,
};

/**
 * Action: 1 refund, 2 cancel the refund. The page does not name the fields, so this package uses WriteOff's. RefundFee
 * is this package's assumption too: the overview says that a merchant can set a fee, but not in which field. The name
 * follows QueryOrderInfo's TotalRefundFee.
 */
const refundData = byTicketNumber({
  Action: z.enum(['1', '2'], 'The action refunds a ticket or cancels its refund.'),
  CancelReason: cancelReason.exactOptional(),
  StoreID: storeId.exactOptional(),
  Operator: operator.exactOptional(),
  RefundFee: refundFee.exactOptional(),
});

export type RefundData = z.infer<typeof refundData>;

/** Refunds a ticket, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
export const refund: Endpoint<RefundData, Outcome> = {
  name: 'Refund',
  path: pathByProfile({ issueOnly: '/api/Ticket/Refund', escrow: '/api/issuance/Refund' }),
  request: refundData,
  reply: outcome,
};
