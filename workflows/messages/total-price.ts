import type { TicketOrder } from '../../ecticket/order.js';
import type { Payment } from './order.js';

/** NT$: at most 100 tickets of at most NT$999,999,999 (developers.ecpay.com.tw, Ticket Issuance). */
export const HIGHEST_AMOUNT = 100 * 999_999_999;
/**
 * Characters of an order number under which AIO and the embedded checkout take a payment (developers.ecpay.com.tw/?p=2862,
 * ?p=9040); a ticket order's may have 25.
 */
export const LONGEST_PAID_NUMBER = 20;

/**
 * What an order costs in NT$, where the order says it: serial-number orders carry prices, products of the catalogue have
 * theirs at ECPay, which gives `undefined`. A gift voucher (an item with an expiration date) is free, whatever face
 * value it was given.
 */
export function totalPrice(order: TicketOrder): number | undefined {
  if (order.issueType !== 'serialNumber') return undefined;
  return order.items
    .filter(({ expireDate }) => expireDate === undefined)
    .reduce((total, { price, quantity }) => total + price * quantity, 0);
}

/** Whether nothing was paid for an order of NT$0. An amount or a number of its own may be money, which is never dropped. */
export function isNoMoney(paid: Payment | undefined): boolean {
  return (paid?.amount ?? 0) === 0 && paid?.reference === undefined;
}
