import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { Payment } from '../../workflows/messages/order.js';
import { paymentConfirmed, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { createAdoption } from '../orders/adoption.js';
import { hasNoContent } from '../orders/unknown-orders.js';
import type { ClosedExecution, Delivery, OrderExecutions } from '../temporal/order-executions.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

/**
 * Confirms a payment for the merchant's backend. A payment that the order already has changes nothing.
 *
 * @throws OrderNotFoundError if Temporal holds no such order.
 * @throws OrderEndedError if the order's workflow was closed from outside and cannot take the payment.
 */
export async function confirmPayment(orders: OrderExecutions, ref: OrderRef, payment: Payment): Promise<void> {
  const delivery = await signalPayment(orders, ref, payment);
  if (delivery === 'accepted') return;
  const workflowId = workflowIdOf(ref);
  if (delivery === 'unknown') throw new OrderNotFoundError(workflowId);
  throw new OrderEndedError(workflowId, delivery.end, 'it cannot take this payment. Return the money.');
}

/**
 * Delivers a payment for the callback receiver.
 *
 * @param timeoutMs Milliseconds for each call to Temporal.
 * @returns `accepted` if the order has the payment, or has ended with it. An order that ended without the payment is
 *   adopted: it requests attention, or reports the payment as unexpected. `ended` if the order's workflow was closed
 *   from outside and cannot take the payment.
 */
export async function deliverPayment(
  orders: OrderExecutions,
  order: OrderRef,
  payment: Payment,
  timeoutMs?: number,
): Promise<Delivery> {
  const delivery = await signalPayment(orders, order, payment, timeoutMs);
  return typeof delivery === 'string' ? delivery : 'ended';
}

/** Signals a payment to its order. Returns the closed execution if the workflow was closed from outside. */
async function signalPayment(
  orders: OrderExecutions,
  order: OrderRef,
  payment: Payment,
  timeoutMs?: number,
): Promise<'accepted' | 'unknown' | ClosedExecution> {
  const workflowId = workflowIdOf(order);
  return await retryOnChange(async () => {
    const delivery = await orders.signal(workflowId, paymentConfirmed, [payment], timeoutMs);
    // Only a completed workflow has a result to read.
    if (delivery === CHANGED || typeof delivery === 'string' || delivery.state === 'broken') return delivery;
    const known = await readResult(orders, workflowId, delivery, timeoutMs);
    if (known === CHANGED) return CHANGED;
    if (hasNoContent(known)) return 'unknown';
    if (!hasPayment(known, payment)) {
      const adoption = createAdoption(order, delivery, { known, latePayment: payment, isExpected: true });
      await orders.adoptWithPayment(adoption, payment, timeoutMs);
    }
    return 'accepted';
  });
}

/**
 * Whether the order has this payment. A payment without a reference cannot be distinguished from the recorded ones.
 * The workflow may have matched a reference to a payment that came without one (`claimedAs`).
 */
function hasPayment({ payment: { paid, notFound, extra } }: OrderSnapshot, { reference, source }: Payment): boolean {
  // A repeated notification (it has a source) of a payment that ECPay did not have does not reopen the order. The
  // merchant's own confirmation does.
  const isPaid = paid !== undefined && (notFound !== true || source !== undefined);
  const recorded = [...(isPaid ? [paid] : []), ...extra];
  if (reference === undefined) return recorded.length > 0;
  return recorded.some((each) => each.reference === reference || each.claimedAs === reference);
}
