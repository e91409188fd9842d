import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { confirmPayment } from '../payments/confirm-payment.js';
import { fingerprint } from './fingerprint.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { checkPayment } from '../payments/payment.js';
import type { OrderPlacement } from './order-placement.js';

/**
 * What makes two placements the same: the order as it was given and the amount that must be paid. Not the notify URLs
 * that the client fills in (its settings may change), not the deadline (a repeated call computes a later one), not the
 * payment (it may have been made meanwhile), not the delays. Undefined for what cannot be an order.
 */
export function fingerprintOf({ order, payment }: OrderPlacement): string | undefined {
  // A serial-number order has its amount in its prices; whether it is stated besides makes no difference.
  const pricesAreOwn = (order as Partial<TicketOrder> | undefined)?.issueType === 'serialNumber';
  return fingerprint({ order, amount: pricesAreOwn ? undefined : payment?.amount });
}

/** Statuses in which an order may have no payment, also while it runs on to tell its merchant of its end. */
const UNPAID: readonly unknown[] = ['awaitingPayment', 'cancelled', 'abandoned'];

/**
 * Whether the same order was placed as `ref` before. If so and it is paid by now, it hears of it: money must not get lost.
 *
 * @throws OrderEndedError where the order ended without the payment.
 */
export async function confirmExistingOrder(
  ref: OrderRef,
  placement: OrderPlacement,
  orders: OrderExecutions,
): Promise<boolean> {
  const execution = await orders.describe(workflowIdOf(ref));
  return execution !== undefined && (await confirmSameOrder(execution, { ref, placement, orders }));
}

/** The same, of an order as Temporal has just described it. */
export async function confirmSameOrder(
  { state, status, memo }: OrderExecution,
  { ref, placement, orders }: { ref: OrderRef; placement: OrderPlacement; orders: OrderExecutions },
): Promise<boolean> {
  const mark = fingerprintOf(placement);
  if (mark === undefined || memo['orderFingerprint'] !== mark) return false;
  const paid = placement.payment?.paid;
  if (paid !== undefined && (state !== 'running' || UNPAID.includes(status))) {
    checkPayment(paid, 'payment.paid');
    await confirmPayment(orders, ref, paid);
  }
  return true;
}
