/** Statuses `settled`, `released`, `cancelled` and `abandoned`: the order has ended. */
import type { OrderRun } from '../order-run.js';
import { hasEnded, hasPendingReconciliation } from '../state/stage.js';
import { reconcile } from './watch.js';

/**
 * Waits for refund confirmations and event deliveries. A callback that arrives meanwhile reconciles the order again.
 */
export async function close(run: OrderRun): Promise<void> {
  run.publish();
  await run.waitUntil(() => run.isOver() || hasPendingReconciliation(run.state) || !hasEnded(run.state));
  if (!hasPendingReconciliation(run.state)) return;
  await reconcile(run);
  // The end of the run is a command, and so is the next reconciliation.
  if (!run.isOver() && !hasPendingReconciliation(run.state)) run.preventEmptyTask();
}
