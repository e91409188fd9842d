/** How an error of `ecticket/` becomes a Temporal failure. No other file decides what is tried again. */
import { ApplicationFailure } from '@temporalio/activity';
import type * as ecticket from '../ecticket/index.js';
import { ECTicketError, ThrottledError } from '../ecticket/index.js';

/** The code of every error that `ecticket/` exports, so that a new one does not compile before it has its verdict. */
type ErrorCode = {
  [Name in keyof typeof ecticket]: (typeof ecticket)[Name] extends abstract new (...args: never[]) => infer E
    ? E extends ECTicketError
      ? LiteralOnly<E['code']>
      : never
    : never;
}[keyof typeof ecticket];
type LiteralOnly<S extends string> = string extends S ? never : S;

/**
 * - `retryable`: time fixes it; retried for as long as it takes.
 * - `throttled`: retried when ECPay's time is up, not before.
 * - `configuration`: a key, a merchant or an address of ours is wrong, or seems so for a moment: retried, and reported to the
 *   workflow at the sixth failure in a row, so that an operator hears of it.
 * - `final`: no retry fixes it.
 */
type Verdict = 'retryable' | 'throttled' | 'configuration' | 'final';

const VERDICTS: Readonly<Record<ErrorCode, Verdict>> = {
  CANNOT_CONNECT: 'retryable',
  TIMED_OUT: 'retryable',
  SERVER_ERROR: 'retryable',
  NOT_AN_ECPAY_REPLY: 'retryable',
  MERCHANT_LOOKUP_FAILED: 'retryable',
  THROTTLED: 'throttled',
  DATA_REJECTED: 'configuration',
  ENVELOPE_REFUSED: 'configuration',
  UNKNOWN_MERCHANT: 'configuration',
  INVALID_MERCHANTS: 'configuration',
  INVALID_KEY_PAIR: 'configuration',
  INVALID_BASE_URL: 'configuration',
  BUSINESS_REFUSAL: 'final',
  INVALID_ORDER: 'final',
  INVALID_REQUEST: 'final',
  UNENCODABLE_VALUE: 'final',
};

/** Consecutive configuration faults before the workflow hears of them. */
const REPORTED_AT = 6;

/** Milliseconds; the server's retry timers have a grain of about a second. */
const SHORTEST_DELAY = 100;

/** Milliseconds between two attempts of a call that fails: doubled from the first up to the longest. */
const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 5 * 60_000;
/** Of every delay. */
const JITTER = 0.1;

/** The type of the failure that says: nothing is wrong, what is asked for is just not there yet. */
const RESULT_PENDING = 'RESULT_PENDING';

/** The first of a failure's details where a configuration fault is reported to the workflow. */
export const CONFIGURATION = 'configuration';

/** How an activity that fails is retried. */
export interface RetryTerms {
  /** How many attempts have failed in a row, this one included. */
  readonly failures: number;
  /** Milliseconds; the delay grows with `failures`, up to this. Five minutes unless given. */
  readonly longestDelay?: number | undefined;
  /** The workflow knows of the fault: a configuration fault is retried as well. */
  readonly isReported?: boolean | undefined;
}

/**
 * The failure for `error` at `now` (ms since the epoch); its `type` is the error's code. It names the delay itself: the
 * server's own would grow with polls and with workers that were killed, neither of which is a failure of ECPay's. An error
 * that is not ours passes as it is: Temporal retries it, and its stack is what helps to fix it.
 */
export function toTemporalFailure(error: unknown, terms: RetryTerms, now: number): unknown {
  if (!(error instanceof ECTicketError)) return error;
  const verdict = VERDICTS[error.code as ErrorCode];
  const isReport = verdict === 'configuration' && terms.isReported !== true && terms.failures >= REPORTED_AT;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: verdict === 'final' || isReport,
    ...(isReport && { details: [CONFIGURATION] }),
    nextRetryDelay: spread(error instanceof ThrottledError ? Math.max(error.retryAt - now, 1000) : delayAfter(terms)),
  });
}

function delayAfter({ failures, longestDelay = LONGEST_RETRY }: RetryTerms): number {
  return Math.max(Math.min(FIRST_RETRY * 2 ** (failures - 1), longestDelay), SHORTEST_DELAY);
}

/** In ms; up to a tenth longer, so that orders which failed together do not all return at the same moment. */
function spread(delay: number): number {
  return Math.round(delay * (1 + JITTER * Math.random()));
}

/** What is asked for is not there yet: no fault, so it neither logs as one nor counts as one. Asked again after `delay` ms. */
export function pending(what: string, delay: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: RESULT_PENDING,
    message: `${what}; it is asked for again in ${Math.round(delay / 1000)} s.`,
    category: 'BENIGN',
    // The server takes no delay for its own.
    nextRetryDelay: Math.max(delay, SHORTEST_DELAY),
  });
}
