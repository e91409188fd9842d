import type { Duration } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';

/** Timeouts and intervals of an order, in milliseconds. `waits.ts` lists what happens at each limit. */
export interface OrderTiming {
  /** Interval between payment checks with ECPay's payment system. */
  readonly paymentCheckInterval: number;
  /** The order needs attention if its payment is not found within this time. Checking continues. */
  readonly paymentCheckLimit: number;
  /** The order needs attention if ECPay does not answer Issue within this time. Sending continues. */
  readonly issueLimit: number;
  /** Delay from Issue to the first poll for the tickets. Paper tickets are polled at once. */
  readonly firstResultQuery: number;
  /** Interval between polls within `issuanceWindow`. */
  readonly resultQueryInterval: number;
  /** The order is late if it has no tickets within this time after Issue: ECPay's window for its scheduled job. */
  readonly issuanceWindow: number;
  /** Longest interval between polls after `issuanceWindow`. The interval grows from `resultQueryInterval`. */
  readonly lateResultQueryInterval: number;
  /** The order needs attention if it has no tickets within this time after Issue. Polling continues. */
  readonly issuanceLimit: number;
  /** First interval between reconciliations of an order without changes. The interval doubles each time. */
  readonly firstReconciliation: number;
  /** Longest interval between reconciliations. */
  readonly longestReconciliation: number;
  /** The order needs attention if ECPay's record cannot be read for this time. Reading continues. */
  readonly reconciliationLimit: number;
  /** Delay from `needsAttention` to the first reminder. The interval doubles each time. */
  readonly firstReminder: number;
  /** Longest interval between reminders. */
  readonly longestReminder: number;
  /** Delay from a refund to the first poll for the bank's confirmation. The interval grows with the time waited. */
  readonly firstRefundQuery: number;
  /** Longest interval between polls for the bank's confirmation. */
  readonly longestRefundQuery: number;
  /** The merchant receives `refundUnconfirmed` if the bank has not confirmed a refund within this time. */
  readonly refundLimit: number;
  /**
   * The order is shown as `needsAttention` if the merchant accepts no event for this time. Delivery continues daily.
   */
  readonly eventsLimit: number;
  /** An order with unused tickets is released if nothing changes for this time after escrow. */
  readonly releaseAfter: number;
  /** The same for an order without escrow: an order of an issue-only merchant. */
  readonly releaseAfterWithoutEscrow: number;
}

/** Timeouts and intervals that differ from the defaults: `'5 minutes'` or milliseconds. From 0 to ten years. */
export type TimingOverrides = { readonly [name in keyof OrderTiming]?: Duration };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The defaults of {@link OrderTiming}. */
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

const TEN_YEARS = 3660 * DAY;

/** Whether the value is a delay for {@link TimingOverrides}. A NaN would stop an order's workflow permanently. */
export function isDelay(value: unknown): value is Duration {
  if (typeof value !== 'number' && typeof value !== 'string') return false;
  try {
    const ms = msToNumber(value as Duration);
    return ms >= 0 && ms <= TEN_YEARS;
  } catch {
    return false;
  }
}

/** Converts valid overrides to milliseconds. */
export function toMilliseconds(overrides: TimingOverrides): Partial<OrderTiming> {
  const delays = Object.entries(overrides).filter(([, delay]) => delay !== undefined);
  return Object.fromEntries(delays.map(([name, delay]) => [name, msToNumber(delay)]));
}
