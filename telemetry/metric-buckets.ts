/**
 * Upper bounds of the histogram buckets. The defaults of Temporal's runtime are meant for durations up to ten seconds.
 * A module of its own, so that a process can import it without Temporal's native code.
 */
export const METRIC_BUCKETS = {
  ecticket_paid_to_issued_seconds: [5, 30, 60, 90, 120, 180, 240, 300, 600, 1800, 3600, 21_600, 86_400, 604_800],
  ecticket_issuance_polls: [1, 2, 3, 4, 5, 6, 10, 20, 50, 100],
  ecticket_provider_call_seconds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40],
  ecticket_provider_wait_seconds: [0.05, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  ecticket_event_lag_seconds: [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 3600, 21_600, 86_400],
  ecticket_callback_seconds: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10],
};
