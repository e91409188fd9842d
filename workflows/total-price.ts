import type { TicketOrder } from '../ecticket/order.js';

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
