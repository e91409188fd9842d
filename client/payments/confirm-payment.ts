import type { OrderRef } from '../../ecticket/order.js';
import type { Payment } from '../../workflows/messages/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { signalPayment } from './deliver-payment.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';

/**
 * Hands a payment to its order. One that the order has already is no news, also where the order has ended meanwhile.
 *
 * @throws OrderNotFoundError
 * @throws OrderEndedError where the order's workflow was closed from outside, so that nobody takes the payment.
 */
export async function confirmPayment(orders: OrderExecutions, ref: OrderRef, payment: Payment): Promise<void> {
  const delivery = await signalPayment(orders, ref, payment);
  if (delivery === 'accepted') return;
  const workflowId = workflowIdOf(ref);
  if (delivery === 'unknown') throw new OrderNotFoundError(workflowId);
  throw new OrderEndedError(workflowId, delivery.end, 'this payment came too late. Give the money back.');
}
