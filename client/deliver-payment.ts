import type { OrderRef } from '../ecticket/order.js';
import { paymentConfirmed, type Payment } from '../workflows/messages.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoption } from './adopt.js';
import type { Delivery, OrderExecutions } from './order-executions.js';

/**
 * Hands a payment to its order: `accepted` where the order has it now, or has ended with it. Money for an order that was
 * cancelled unpaid takes the order up again, and goes to a person. `ended` is any other end without this payment.
 */
export async function deliverPayment(
  orders: OrderExecutions,
  order: OrderRef,
  payment: Payment,
  timeoutMs?: number,
): Promise<Delivery> {
  const workflowId = workflowIdOf(order);
  const delivery = await orders.signal(workflowId, paymentConfirmed, [payment], timeoutMs);
  if (delivery !== 'ended') return delivery;
  const execution = await orders.describe(workflowId, timeoutMs);
  // Only of an order that ended by itself it can be told how.
  if (execution?.state !== 'completed') return 'ended';
  const known = await orders.read(workflowId, execution, timeoutMs);
  const { paid } = known.payment;
  if (known.status === 'cancelled' && paid === undefined) {
    await orders.payWithStart(adoption(order, execution, { known, latePayment: payment }), payment, timeoutMs);
    return 'accepted';
  }
  return paid !== undefined && isSamePayment(paid, payment) ? 'accepted' : 'ended';
}

/** Without a reference on either side there is nothing to tell two payments apart by. */
function isSamePayment(one: Payment, other: Payment): boolean {
  return one.reference === undefined || other.reference === undefined || one.reference === other.reference;
}
