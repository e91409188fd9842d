import { patched } from '@temporalio/workflow';
import type { OrderRun } from '../order-run.js';
import { callInterruptibly, type InterruptibleResult } from '../runtime/interruptible-call.js';

/** The id of the change by which a decision interrupts a call. Orders of version 0.1.0 may have made calls without. */
const DECISION_INTERRUPTS_CALL = 'decision-interrupts-call';

/**
 * Runs a step's activity while the order waits: reminders and continue-as-new work as in any other wait. An operator's
 * decision cancels the activity: its request and its time limit are those of the order before the decision.
 *
 * @param shouldStop cancels the activity as soon as it holds, for example because a callback has changed the order
 */
export async function callWhileWaiting<T>(
  run: OrderRun,
  call: () => Promise<T>,
  shouldStop: () => boolean,
): Promise<InterruptibleResult<T>> {
  const decisions = run.state.decisions.length;
  const isDecided = () => run.state.decisions.length !== decisions && patched(DECISION_INTERRUPTS_CALL);
  return await callInterruptibly(call, (hasEnded) => run.waitUntil(() => hasEnded() || shouldStop() || isDecided()));
}
