import type { OrderStatus } from '../../workflows/messages/order.js';

/** Every status an order can rest in. */
const STATUSES: Record<OrderStatus, true> = {
  awaitingPayment: true,
  issuing: true,
  awaitingIssuance: true,
  active: true,
  needsAttention: true,
  settled: true,
  released: true,
  cancelled: true,
  abandoned: true,
};

export const ORDER_STATUSES = Object.keys(STATUSES);

/** Those in which an order ends. */
const FINAL: readonly unknown[] = ['settled', 'released', 'cancelled', 'abandoned'] satisfies OrderStatus[];

export function isFinalStatus(value: unknown): value is OrderStatus {
  return FINAL.includes(value);
}

export function isOrderStatus(value: unknown): value is OrderStatus {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value);
}
