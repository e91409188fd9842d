import type { TicketOrder } from '../../ecticket/order.js';

/**
 * Removes the blank fields of an order and of its items, as ECPay takes an empty field for an absent one: a blank
 * `expireDate` makes no gift voucher, which is free, and a blank second number would change the workflow id. Every
 * order passes here before the workflow reads it, whoever sent it.
 *
 * @returns a value of any other shape as it is
 */
export function withoutBlankFields(order: TicketOrder): TicketOrder;
export function withoutBlankFields(order: unknown): unknown;
export function withoutBlankFields(order: unknown): unknown {
  if (!isObject(order)) return order;
  const { items } = order;
  return dropBlank(Array.isArray(items) ? { ...order, items: items.map(dropBlank) } : order);
}

function dropBlank(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== '' && field !== undefined));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
