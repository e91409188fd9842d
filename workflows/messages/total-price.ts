import type { TicketOrder } from '../../ecticket/order.js';
import type { Payment } from './order.js';

/** Highest amount of an order in NT$: 100 tickets of NT$999,999,999 (developers.ecpay.com.tw, Ticket Issuance). */
export const HIGHEST_AMOUNT = 100 * 999_999_999;
/**
 * Longest order number for a payment by AIO or embedded checkout, in characters (developers.ecpay.com.tw/?p=2862,
 * ?p=9040). The number of a ticket order may have 25.
 */
export const LONGEST_PAID_NUMBER = 20;

/**
 * The price of a serial-number order in NT$. A gift voucher (an item with an expiration date) is free, whatever its
 * price field says.
 *
 * @returns undefined for other orders: the prices of catalogue items are at ECPay
 */
export function totalPrice(order: TicketOrder): number | undefined {
  if (order.issueType !== 'serialNumber') return undefined;
  return order.items
    .filter(({ expireDate }) => expireDate === undefined)
    .reduce((total, { price, quantity }) => total + price * quantity, 0);
}

/** How many tickets were ordered. */
export function ticketsOrdered({ items }: Pick<TicketOrder, 'items'>): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Whether a payment of an order of NT$0 can be ignored. A payment with an amount or a reference may be real money. */
export function isNoMoney(paid: Payment | undefined): boolean {
  return (paid?.amount ?? 0) === 0 && paid?.reference === undefined;
}
