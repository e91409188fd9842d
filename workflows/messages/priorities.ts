/**
 * The order in which activities are served where several wait: on the task queue, and for their turn to call ECPay.
 * Temporal's `priorityKey`: 1 is served first, 5 last.
 */
export const PRIORITY = {
  /** Redeem, refund and their cancellations: a customer waits. */
  ticketAction: 1,
  /** Issue and the check of a payment: a customer has paid and waits for the tickets. */
  issue: 2,
  /** Polls of the issuance result. */
  poll: 3,
  /** Reconciliation of active orders, and polls of refunds: nobody waits. */
  background: 4,
} as const;

/** What Temporal assumes for an activity that has no `priorityKey`: the middle of 1 to 5. */
export const DEFAULT_PRIORITY = 3;
