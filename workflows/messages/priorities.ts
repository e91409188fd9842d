/**
 * Temporal's `priorityKey` of each kind of activity: 1 runs first, 5 last. It applies on the task queue, and in the
 * worker's queue of requests to ECPay. It counts more than fairness: one merchant's tasks of a higher priority run
 * before any other merchant's of a lower one.
 */
export const PRIORITY = {
  /** Redeem, refund and their cancellations: a customer is waiting. */
  ticketAction: 1,
  /** Issue and payment checks: a customer has paid and is waiting for tickets. */
  issue: 2,
  /** Polls for the issuance result: the same customer is still waiting. */
  poll: 2,
  /** Reconciliation of active orders and polls for refund confirmations: nobody is waiting. */
  background: 4,
} as const;

/** Temporal's priority for an activity without a `priorityKey`. */
export const DEFAULT_PRIORITY = 3;
