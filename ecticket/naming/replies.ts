/** Converts ECPay's replies to the client's field names. */
import type { CatalogueEntry, IssueReceipt, IssueResult, ProviderOrder, Ticket } from '../provider-order.js';
import { redactMessage } from '../ecpay-message.js';
import type { IssueReply } from '../endpoints/issue.js';
import type { ItemInfo } from '../endpoints/catalogue.js';
import type { IssueResultReply } from '../endpoints/issue.js';
import type { OrderInfoReply } from '../endpoints/orders.js';
import type { RefundInfoReply } from '../endpoints/orders.js';
import type { TicketStatusReply } from '../endpoints/tickets.js';
import type { TicketListItem } from '../endpoints/tickets.js';
import type { ReplyHeader } from '../envelope.js';
import { omitUndefined } from '../objects.js';
import { ISSUE_STATUSES, ISSUE_TYPES_BY_CODE, TICKET_STATES, VOUCHER_KINDS } from './tables.js';

/** One ticket as QueryTicketStatus returns it. Only `state` is always present. */
export type TicketStatus = Pick<Ticket, 'state'> & Partial<Ticket>;

/** Refunded amount of an order, NT$. `totalRefundAmount` is absent until the bank has confirmed the refund. */
export interface RefundInfo {
  readonly tradeAmount?: number;
  readonly totalRefundAmount?: number;
}

export function fromIssueReply(reply: IssueReply, header: ReplyHeader): IssueReceipt {
  const { RtnMsg, TicketTradeNo, MerchantTradeNo, FreeTradeNo, TicketData = [] } = reply;
  return {
    ...omitUndefined({
      ticketTradeNo: TicketTradeNo,
      merchantTradeNo: MerchantTradeNo,
      freeTradeNo: FreeTradeNo,
      message: RtnMsg === undefined ? undefined : redactMessage(RtnMsg, undefined),
    }),
    items: TicketData.map(({ ItemNo, ItemName, TicketPrice, TicketAmount }) =>
      omitUndefined({ itemNo: ItemNo, itemName: ItemName, price: TicketPrice, quantity: TicketAmount }),
    ),
    header,
  };
}

/** Converts an item of the catalogue. Absent and unknown values are absent in the result. */
export function fromItemInfo({ ItemName, TicketPrice, TicketType, ItemStatus }: ItemInfo): CatalogueEntry {
  return omitUndefined({
    name: ItemName,
    price: TicketPrice,
    voucher: TicketType === '1' || TicketType === '2' ? VOUCHER_KINDS[TicketType] : undefined,
    onSale: ItemStatus === '1' ? true : ItemStatus === '0' ? false : undefined,
  });
}

export function fromIssueResult(reply: IssueResultReply): IssueResult {
  return { status: ISSUE_STATUSES[reply.Status], ...omitUndefined({ remark: reply.Remark }) };
}

/**
 * Combines all pages of an order and removes duplicate tickets. The totals are those of the last page. If ECPay gives
 * none, they are the sums over the tickets.
 */
export function fromOrderInfoPages(pages: readonly [OrderInfoReply, ...OrderInfoReply[]]): ProviderOrder {
  const last = pages.at(-1) ?? pages[0];
  const tickets = uniqueTickets(pages);
  return {
    ticketTradeNo: last.TicketTradeNo,
    ...omitUndefined({
      issueType: ISSUE_TYPES_BY_CODE[last.IssueType ?? ''],
      issuedAt: last.IssueDate,
      escrowEndsOn: last.EscrowExpiredDate,
    }),
    tradeAmount: last.TradeAmount ?? totalOf(tickets),
    redeemedAmount: last.RedeemAmount ?? totalOf(tickets.filter(({ state }) => state === 'redeemed')),
    refundedAmount: last.RefundAmount ?? totalOf(tickets.filter(({ state }) => state === 'refunded')),
    refundFee: last.TotalRefundFee ?? 0,
    tickets,
  };
}

/**
 * Converts one ticket of TicketList. This package assumes that a ticket without TicketType is a gift voucher if it has
 * an expiration date, because only gift vouchers have one. A ticket without TicketAmount has no face value.
 */
export function fromTicketListItem(item: TicketListItem): Ticket {
  return {
    ticketNo: item.TicketNo,
    state: TICKET_STATES[item.UseStatus],
    voucher: item.TicketType ? VOUCHER_KINDS[item.TicketType] : item.ExpiredDate === undefined ? 'pickup' : 'gift',
    price: item.TicketAmount ?? 0,
    ...ticketDetails(item),
  };
}

export function fromTicketStatus(reply: TicketStatusReply): TicketStatus {
  return {
    state: TICKET_STATES[reply.UseStatus],
    ...omitUndefined({
      ticketNo: reply.TicketNo,
      voucher: reply.TicketType && VOUCHER_KINDS[reply.TicketType],
      price: reply.TicketAmount,
    }),
    ...ticketDetails(reply),
  };
}

export function fromRefundInfo(reply: RefundInfoReply): RefundInfo {
  return omitUndefined({ tradeAmount: reply.TradeAmount, totalRefundAmount: reply.TotalRefundAmount });
}

function ticketDetails(item: TicketListItem | TicketStatusReply) {
  return omitUndefined({
    writeOffNo: item.WriteOffNo,
    itemNo: item.ItemNo,
    itemName: item.ItemName,
    startDate: item.StartDate,
    redeemedOn: item.WriteOffDate,
    refundedOn: item.RefundDate,
    expiresOn: item.ExpiredDate,
  });
}

function uniqueTickets(pages: readonly OrderInfoReply[]): Ticket[] {
  const tickets = pages.flatMap((page) => page.TicketList.map(fromTicketListItem));
  return [...new Map(tickets.map((ticket) => [ticket.ticketNo, ticket])).values()];
}

function totalOf(tickets: readonly Ticket[]): number {
  return tickets.reduce((total, { price }) => total + price, 0);
}
