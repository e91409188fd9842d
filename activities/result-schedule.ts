/** When the result of Issue is asked for: shaped by the window in which ECPay's scheduled job runs. */
import type { OrderTiming } from '../workflows/timing.js';

/** The server's retry timers have a grain of about a second, and no delay would mean its own. */
const SHORTEST = 100;

/**
 * How long to wait from `now` before the (next) question, in ms: the first comes `firstResultQuery` after Issue, then
 * one every `resultQueryInterval`; past the window the wait grows with the order's lateness up to
 * `lateResultQueryInterval`.
 */
export function nextResultQuery(
  { acceptedAt, timing }: { readonly acceptedAt: number; readonly timing: OrderTiming },
  now: number,
): number {
  const elapsed = now - acceptedAt;
  if (elapsed < timing.firstResultQuery) return Math.max(timing.firstResultQuery - elapsed, SHORTEST);
  const lateness = elapsed - timing.issuanceWindow;
  return Math.max(timing.resultQueryInterval, SHORTEST, Math.min(lateness, timing.lateResultQueryInterval));
}
