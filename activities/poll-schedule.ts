/** When the result of Issue is asked for: shaped by the window in which ECPay's scheduled job runs. */
import type { OrderTiming } from '../workflows/messages/timing.js';

/**
 * How long to wait from `now` before the (next) question, in ms: the first comes `firstResultQuery` after Issue, then
 * one every `resultQueryInterval`; past the window the wait grows with the order's lateness up to
 * `lateResultQueryInterval`.
 */
export function nextPollDelay(
  { acceptedAt, timing }: { readonly acceptedAt: number; readonly timing: OrderTiming },
  now: number,
): number {
  const elapsed = now - acceptedAt;
  if (elapsed < timing.firstResultQuery) return timing.firstResultQuery - elapsed;
  const lateness = elapsed - timing.issuanceWindow;
  return Math.max(timing.resultQueryInterval, Math.min(lateness, timing.lateResultQueryInterval));
}
