import type { OrderStatus } from '../workflows/messages/order.js';

/** Every status that an order can have. */
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

const FINAL_STATUSES: readonly unknown[] = ['settled', 'released', 'cancelled', 'abandoned'] satisfies OrderStatus[];

/** Whether `value` is a status in which an order ends. */
export function isFinalStatus(value: unknown): value is OrderStatus {
  return FINAL_STATUSES.includes(value);
}

/** Whether `value` is a status of an order. */
export function isOrderStatus(value: unknown): value is OrderStatus {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value);
}
