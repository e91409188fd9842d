import type { OrderRef } from '../ecticket/order.js';
import { paymentConfirmed, type OrderSnapshot, type Payment } from '../workflows/messages.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoptionAfter } from './adopt.js';
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
  const known = await endOf(orders, workflowId, timeoutMs);
  if (known?.status === 'cancelled' && known.payment.paid === undefined) {
    await orders.payWithStart(await adoptionAfter(orders, order, { known, latePayment: payment }), payment, timeoutMs);
    return 'accepted';
  }
  const paid = known?.payment.paid;
  return paid !== undefined && isSamePayment(paid, payment) ? 'accepted' : 'ended';
}

/** Only of an order that ended by itself it can be told how. */
async function endOf(
  orders: OrderExecutions,
  workflowId: string,
  timeoutMs?: number,
): Promise<OrderSnapshot | undefined> {
  const execution = await orders.describe(workflowId, timeoutMs);
  if (execution?.state !== 'completed') return undefined;
  return await orders.read(workflowId, execution, timeoutMs);
}

/** Without a reference on either side there is nothing to tell two payments apart by. */
function isSamePayment(one: Payment, other: Payment): boolean {
  return one.reference === undefined || other.reference === undefined || one.reference === other.reference;
}
