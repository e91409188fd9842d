/** Timeouts and intervals of an order, in milliseconds. `waits.ts` says what follows each limit. */
export interface OrderTiming {
  /** Between two questions whether a payment that is checked twice is in ECPay's books. */
  readonly paymentCheckInterval: number;
  /** Not in the books for so long: a person is asked. */
  readonly paymentCheckLimit: number;
  /** Issue without an answer for so long: a person is asked; Issue goes on being tried. */
  readonly issueLimit: number;
  /** From Issue to the first question for its result (the scheduled kinds; paper is asked at once). */
  readonly firstResultQuery: number;
  /** Between two questions within the window in which ECPay says that it issues. */
  readonly resultQueryInterval: number;
  /** ECPay's window for the scheduled job; past it the order is late. */
  readonly issuanceWindow: number;
  /** Between two questions past the window: it doubles from `resultQueryInterval` up to this. */
  readonly lateResultQueryInterval: number;
  /** Without tickets for so long after Issue, a person is asked. */
  readonly issuanceLimit: number;
  /** From the last news to the first question of an order that hears nothing; it doubles … */
  readonly firstReconciliation: number;
  /** … up to this. */
  readonly longestReconciliation: number;
  /** ECPay's record of the order could not be read for so long: a person is asked; reading goes on. */
  readonly reconciliationLimit: number;
  /** From the moment a person is needed to the first reminder; it doubles … */
  readonly firstReminder: number;
  /** … up to this. */
  readonly longestReminder: number;
  /** From a refund to the first question whether the bank has confirmed it; it doubles … */
  readonly firstRefundQuery: number;
  /** … up to this. */
  readonly longestRefundQuery: number;
  /** Unconfirmed for so long: the merchant is told, and the order waits for it no more. */
  readonly refundLimit: number;
  /** The merchant takes no events for so long: a person is told; delivering goes on, more seldom. */
  readonly eventsLimit: number;
  /** Escrow over, tickets unused and nothing heard for so long: the order is released. */
  readonly releaseAfter: number;
  /** The same for an order that has no escrow: an issue-only merchant's. */
  readonly releaseAfterWithoutEscrow: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const DEFAULT_TIMING: OrderTiming = {
  paymentCheckInterval: 2 * MINUTE,
  paymentCheckLimit: 15 * MINUTE,
  issueLimit: HOUR,
  firstResultQuery: 60 * SECOND,
  resultQueryInterval: 60 * SECOND,
  issuanceWindow: 5 * MINUTE,
  lateResultQueryInterval: 30 * MINUTE,
  issuanceLimit: DAY,
  firstReconciliation: DAY,
  longestReconciliation: 7 * DAY,
  reconciliationLimit: DAY,
  firstReminder: HOUR,
  longestReminder: DAY,
  firstRefundQuery: HOUR,
  longestRefundQuery: DAY,
  refundLimit: 30 * DAY,
  eventsLimit: 3 * DAY,
  releaseAfter: 30 * DAY,
  releaseAfterWithoutEscrow: 365 * DAY,
};
