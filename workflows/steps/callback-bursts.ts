/** Callbacks that come close together are one piece of news. */
import type { OrderRun } from '../order-run.js';

/** Milliseconds: callbacks so close together are one burst, and for so long at the most its end is waited for. */
const BURST = 2000;
const LONGEST_BURST = 60_000;

/**
 * Callbacks that come right after a question make one more together, not one each: a burst costs two questions. Costs nothing
 * where none was just asked. Ends early when `hasMoved` holds.
 */
export async function awaitBurstEnd(run: OrderRun, hasMoved: () => boolean): Promise<void> {
  const { lastQueriedAt } = run;
  if (!run.state.needsReconciliation || lastQueriedAt + BURST <= Date.now()) return;
  for (;;) {
    const lastHeardAt = Math.max(lastQueriedAt, run.state.lastChangeAt);
    const at = Math.min(lastHeardAt + BURST, lastQueriedAt + LONGEST_BURST);
    if (at <= Date.now()) return;
    if (await run.until(hasMoved, { what: 'Let a burst of callbacks pass', at })) return;
  }
}
