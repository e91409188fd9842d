/** Whether an order may be issued for a payment. The workflow and the activity `issue` apply the same rule. Pure. */
import type { Attention, Payment } from './order.js';

/**
 * Why the order is not issued for this payment: it has another amount than the order, or ECTicket does not allow its
 * method. An amount or a method that is unknown counts as right.
 *
 * @param due NT$, if the order's amount is known
 */
export function paymentRefusal(
  due: number | undefined,
  { amount, method }: Payment,
): Extract<Attention['reason'], 'amountMismatch' | 'paymentMethod'> | undefined {
  if (due !== undefined && amount !== undefined && amount !== due) return 'amountMismatch';
  return method === 'other' ? 'paymentMethod' : undefined;
}
