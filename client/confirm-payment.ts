import { paymentConfirmed, type Payment } from '../workflows/messages.js';
import { OrderEndedError } from './errors/order-ended-error.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import type { OrderExecutions } from './order-executions.js';

/**
 * Hands a payment to its order. One that the order has already is no news, also where the order has ended meanwhile.
 *
 * @throws OrderNotFoundError
 * @throws OrderEndedError where the order ended without this payment.
 */
export async function confirmPayment(orders: OrderExecutions, workflowId: string, payment: Payment): Promise<void> {
  const delivery = await orders.signal(workflowId, paymentConfirmed, [payment]);
  if (delivery === 'accepted') return;
  const execution = await orders.describe(workflowId);
  if (execution === undefined) throw new OrderNotFoundError(workflowId);
  if (execution.state === 'completed') {
    const { paid } = (await orders.read(workflowId, execution)).payment;
    if (paid !== undefined && isSamePayment(paid, payment)) return;
  }
  throw new OrderEndedError(workflowId, execution.status, 'this payment came too late. Give the money back.');
}

/** Without a reference on either side there is nothing to tell two payments apart by. */
function isSamePayment(one: Payment, other: Payment): boolean {
  return one.reference === undefined || other.reference === undefined || one.reference === other.reference;
}
