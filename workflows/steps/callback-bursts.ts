/** Coalesces callbacks that arrive close together, so that a burst of them costs two queries to ECPay. */
import type { OrderRun } from '../order-run.js';

/** Callbacks less than this apart belong to one burst. */
const BURST_GAP_MS = 2000;
/** Longest wait for the end of a burst. */
const MAX_BURST_MS = 60_000;

/**
 * Waits until callbacks have stopped arriving, if ECPay was queried just before; otherwise returns at once. The
 * callbacks of a burst then share one further query.
 *
 * @param shouldStop ends the wait early
 */
export async function awaitBurstEnd(run: OrderRun, shouldStop: () => boolean): Promise<void> {
  const { lastQueriedAt } = run;
  if (!run.state.needsReconciliation || lastQueriedAt + BURST_GAP_MS <= Date.now()) return;
  for (;;) {
    const lastCallbackAt = Math.max(lastQueriedAt, run.state.lastChangeAt);
    const at = Math.min(lastCallbackAt + BURST_GAP_MS, lastQueriedAt + MAX_BURST_MS);
    if (at <= Date.now()) return;
    if (await run.waitUntil(shouldStop, { summary: 'Wait for a burst of callbacks to end', at })) return;
  }
}
