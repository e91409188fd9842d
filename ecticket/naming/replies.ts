/** ECPay's replies in our names. */
import type { CatalogueEntry, IssueReceipt, IssueResult, ProviderOrder, Ticket } from '../provider-order.js';
import { ecpayMessage } from '../ecpay-message.js';
import type { IssueReply } from '../endpoints/issue.js';
import type { ItemInfo } from '../endpoints/catalogue.js';
import type { IssueResultReply } from '../endpoints/issue.js';
import type { OrderInfoReply } from '../endpoints/orders.js';
import type { RefundInfoReply } from '../endpoints/orders.js';
import type { TicketStatusReply } from '../endpoints/tickets.js';
import type { TicketListItem } from '../endpoints/tickets.js';
import type { ReplyHeader } from '../envelope.js';
import { omitUndefined } from '../objects.js';
import { ISSUE_STATUSES, ISSUE_TYPE_WORDS, TICKET_STATES, VOUCHER_KINDS } from './tables.js';

/** What is known of one ticket: its state always, the rest as far as ECPay says it. */
export type TicketStatus = Pick<Ticket, 'state'> & Partial<Ticket>;

/** What of an order's money went back, NT$. `totalRefundAmount` is missing until the bank has confirmed. */
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
      message: RtnMsg === undefined ? undefined : ecpayMessage(RtnMsg, undefined),
    }),
    items: TicketData.map(({ ItemNo, ItemName, TicketPrice, TicketAmount }) =>
      omitUndefined({ itemNo: ItemNo, itemName: ItemName, price: TicketPrice, quantity: TicketAmount }),
    ),
    header,
  };
}

/** A product of the catalogue. What ECPay does not say, or says in a word that is not known, is missing. */
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
 * An order from all its pages, each ticket once. Totals are those of the page fetched last; where ECPay says none, they
 * are counted from the tickets.
 */
export function fromOrderInfoPages(pages: readonly [OrderInfoReply, ...OrderInfoReply[]]): ProviderOrder {
  const last = pages.at(-1) ?? pages[0];
  const tickets = uniqueTickets(pages);
  return {
    ticketTradeNo: last.TicketTradeNo,
    ...omitUndefined({
      issueType: ISSUE_TYPE_WORDS[last.IssueType ?? ''],
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
 * One ticket of the list. A ticket without TicketType is taken for a gift voucher if it has an expiration date, since
 * only those may have one; one without TicketAmount has no face value. Both are choices.
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
