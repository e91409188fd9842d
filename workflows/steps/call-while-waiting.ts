import type { OrderRun } from '../order-run.js';
import { callInterruptibly, type InterruptibleResult } from '../runtime/interruptible-call.js';

/**
 * Runs a step's activity while the order waits: reminders and continue-as-new work as in any other wait.
 *
 * @param shouldStop cancels the activity as soon as it holds, for example because a callback or an operator's decision
 *   has changed the order
 */
export async function callWhileWaiting<T>(
  run: OrderRun,
  call: () => Promise<T>,
  shouldStop: () => boolean,
): Promise<InterruptibleResult<T>> {
  return await callInterruptibly(call, (hasEnded) => run.waitUntil(() => hasEnded() || shouldStop()));
}
