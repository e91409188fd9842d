import type { OrderRef } from '../../ecticket/order.js';
import { type Payment } from '../../workflows/messages/order.js';
import { paymentConfirmed, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { adoption } from '../orders/adoption.js';
import { isBlank } from '../orders/unknown-orders.js';
import type { ClosedExecution, Delivery, OrderExecutions } from '../temporal/order-executions.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

/**
 * Hands a payment to its order: `accepted` where the order has it now, or has ended with it. Money for an order that has
 * ended without it takes the order up again, and goes to a person or is told as unexpected. `ended` is an order whose
 * workflow was closed from outside: nobody is there to take it.
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

/** The same; answers how the workflow was closed where nobody is there to take the payment. */
export async function signalPayment(
  orders: OrderExecutions,
  order: OrderRef,
  payment: Payment,
  timeoutMs?: number,
): Promise<'accepted' | 'unknown' | ClosedExecution> {
  const workflowId = workflowIdOf(order);
  return await retryOnChange(async () => {
    const delivery = await orders.signal(workflowId, paymentConfirmed, [payment], timeoutMs);
    // Only of an order that ended by itself it can be told how.
    if (delivery === CHANGED || typeof delivery === 'string' || delivery.state === 'broken') return delivery;
    const known = await readResult(orders, workflowId, delivery, timeoutMs);
    if (known === CHANGED) return CHANGED;
    if (isBlank(known)) return 'unknown';
    if (!has(known, payment)) {
      await orders.payWithStart(adoption(order, delivery, { known, latePayment: payment }), payment, timeoutMs);
    }
    return 'accepted';
  });
}

/** A payment without a reference cannot be told from those that are there; to one of these it may give its name, in the order. */
function has({ payment: { paid, notFound, extra } }: OrderSnapshot, { reference }: Payment): boolean {
  const had = [...(paid === undefined || notFound ? [] : [paid]), ...extra];
  if (reference === undefined) return had.length > 0;
  return had.some((each) => each.reference === reference || each.claimedAs === reference);
}
