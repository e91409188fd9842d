/** A step's call to ECPay. */
import type { OrderRun } from '../order-run.js';
import { callInterruptibly, type InterruptibleResult } from '../runtime/interruptible-call.js';

/** Makes the call, and gives it up as soon as `isPointless` holds. */
export async function callWhileWaiting<T>(
  run: OrderRun,
  call: () => Promise<T>,
  isPointless: () => boolean,
): Promise<InterruptibleResult<T>> {
  return await callInterruptibly(call, (isAnswered) => run.until(() => isAnswered() || isPointless()));
}
