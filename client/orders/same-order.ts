/** Recognizes an order that is placed again. */
import { createHash } from 'node:crypto';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { isNoMoney } from '../../workflows/messages/total-price.js';
import { confirmPayment } from '../payments/deliver-payment.js';
import { checkPayment } from '../payments/payment.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import type { OrderPlacement } from './order-placement.js';

/**
 * Statuses of an order that may lack its payment; undefined before it has published one. In any other status, a payment
 * may be a second one, which the order reports as unexpected. Only a payment of NT$0 is left out there.
 */
const STATUSES_WITHOUT_PAYMENT: readonly unknown[] = [undefined, 'awaitingPayment', 'cancelled', 'abandoned'];

/**
 * Whether the same order was placed before. If it was, and this placement is paid, the payment is confirmed.
 *
 * @throws OrderEndedError if the order's workflow was closed from outside without the payment.
 */
export async function confirmExistingOrder(
  ref: OrderRef,
  placement: OrderPlacement,
  orders: OrderExecutions,
): Promise<boolean> {
  const execution = await orders.describe(workflowIdOf(ref));
  return execution !== undefined && (await confirmSameOrder(execution, { ref, placement, orders }));
}

/** Like {@link confirmExistingOrder}, for an order that is already described. */
export async function confirmSameOrder(
  { status, memo }: OrderExecution,
  { ref, placement, orders }: { ref: OrderRef; placement: OrderPlacement; orders: OrderExecutions },
): Promise<boolean> {
  const orderFingerprint = fingerprintOf(placement);
  if (orderFingerprint === undefined || memo['orderFingerprint'] !== orderFingerprint) return false;
  const paid = placement.payment?.paid;
  if (paid !== undefined && (STATUSES_WITHOUT_PAYMENT.includes(status) || !isNoMoney(paid))) {
    checkPayment(paid, 'payment.paid');
    await confirmPayment(orders, ref, paid);
  }
  return true;
}

/**
 * Computes the fingerprint of a placement; undefined if the value cannot be an order. Two placements are the same if
 * they have the same order and the same amount. What may differ in a repeated call does not count: the notify URLs that
 * the client adds (its settings may change), the deadline (computed from the current time), the payment (made
 * meanwhile), and the timing.
 */
export function fingerprintOf({ order, payment }: OrderPlacement): string | undefined {
  // A serial-number order has its amount in its prices, so stating the amount makes no difference.
  const hasOwnPrices = (order as Partial<TicketOrder> | undefined)?.issueType === 'serialNumber';
  return fingerprint({ order, amount: hasOwnPrices ? undefined : payment?.amount });
}

/**
 * Computes the SHA-256 (hex) of a value's JSON with sorted keys. The order of keys makes no difference, and neither
 * does whether a field is absent or undefined; the order of a list does. Undefined for a value without JSON, such as a
 * cycle or a BigInt.
 */
export function fingerprint(value: unknown): string | undefined {
  const json = canonicalJson(value);
  return json === undefined ? undefined : createHash('sha256').update(json).digest('hex');
}

function canonicalJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, sortKeys);
  } catch {
    return undefined;
  }
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
