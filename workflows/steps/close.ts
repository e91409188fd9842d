/** Final statuses: `settled`, `released`, `cancelled`, `abandoned`. */
import type { OrderRun } from '../order-run.js';
import { hasEnded, hasPendingReconciliation } from '../state/stage.js';
import { reconcile } from './watch.js';

/** Waits until the bank and the merchant are done with the order. A callback that arrives first reconciles it again. */
export async function close(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(() => run.isOver() || hasPendingReconciliation(run.state) || !hasEnded(run.state));
  if (!hasPendingReconciliation(run.state)) return;
  await reconcile(run);
  run.preventEmptyTask();
}
