import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/names.js';
import { confirmPayment } from './confirm-payment.js';
import { fingerprint } from './fingerprint.js';
import type { OrderExecutions } from './order-executions.js';
import { checkPayment } from './payment.js';
import type { OrderPlacement } from './place-order.js';

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

/**
 * Whether the same order was placed as `ref` before. If so and it is paid by now, it hears of it: money must not get lost.
 *
 * @throws OrderEndedError where the order ended without the payment.
 */
export async function placedBefore(
  ref: OrderRef,
  placement: OrderPlacement,
  orders: OrderExecutions,
): Promise<boolean> {
  const mark = fingerprintOf(placement);
  const workflowId = workflowIdOf(ref);
  const execution = await orders.describe(workflowId);
  if (mark === undefined || execution?.memo['orderFingerprint'] !== mark) return false;
  const paid = placement.payment?.paid;
  if (paid !== undefined && (execution.state !== 'running' || execution.status === 'awaitingPayment')) {
    checkPayment(paid, 'payment.paid');
    await confirmPayment(orders, ref, paid);
  }
  return true;
}
