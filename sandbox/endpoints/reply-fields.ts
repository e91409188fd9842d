/**
 * Formats stored orders, tickets and items as ECPay's replies do. A field that does not apply is an empty text, as
 * in the example of the Issue page.
 */
import type { CatalogueItem } from '../orders/catalogue.js';
import { type Order, type OrderStatus, type Ticket, useStatusOf } from '../orders/order.js';

/** Returns the Status of QueryIssueResult (p=32186): 1 issued, 2 failed, 3 processing. */
export function issueStatus(status: OrderStatus): 1 | 2 | 3 {
  switch (status) {
    case 'issued':
      return 1;
    case 'failed':
      return 2;
    case 'called':
    case 'refused':
    case 'processing':
      return 3;
  }
}

export function tradeNumbers({ tradeNo, tradeNumberField }: Order) {
  return { MerchantTradeNo: '', FreeTradeNo: '', [tradeNumberField]: tradeNo };
}

/** Returns an item of QueryOrderInfo's TicketList (p=37942). @param today yyyymmdd. */
export function ticketListItem(ticket: Ticket, today: string) {
  return {
    TicketNo: ticket.ticketNo,
    UseStatus: useStatusOf(ticket, today),
    ItemNo: ticket.itemNo ?? '',
    ItemName: ticket.itemName,
    TicketType: ticket.ticketType,
    TicketAmount: ticket.price,
    StartDate: ticket.startDate,
    WriteOffDate: ticket.redeemedOn ?? '',
    RefundDate: ticket.refundedOn ?? '',
    ExpiredDate: ticket.expireDate ?? '',
    WriteOffNo: ticket.writeOffNo,
  };
}

/** Returns an item (p=32184, p=29951). The field names are the sandbox's choice: ECPay's are not public. */
export function itemInfo({ itemNo, itemName, price, ticketType, onSale }: CatalogueItem) {
  return {
    ItemNo: itemNo,
    ItemName: itemName,
    TicketPrice: price,
    TicketType: ticketType,
    ItemStatus: onSale ? '1' : '0',
  };
}
