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
 * - `retryable`: time mends it; tried again for as long as it takes.
 * - `throttled`: tried again when ECPay's time is up, not before.
 * - `finalInTheEnd`: may be a passing fault of ECPay's or a setting of ours; final at the sixth failure, so that a person hears.
 * - `final`: no retry mends it.
 */
type Verdict = 'retryable' | 'throttled' | 'finalInTheEnd' | 'final';

const VERDICTS: Readonly<Record<ErrorCode, Verdict>> = {
  CANNOT_CONNECT: 'retryable',
  TIMED_OUT: 'retryable',
  SERVER_ERROR: 'retryable',
  NOT_AN_ECPAY_REPLY: 'retryable',
  MERCHANT_LOOKUP_FAILED: 'retryable',
  THROTTLED: 'throttled',
  SEAL_BROKEN: 'finalInTheEnd',
  ENVELOPE_REFUSED: 'finalInTheEnd',
  BUSINESS_REFUSAL: 'final',
  INVALID_ORDER: 'final',
  INVALID_REQUEST: 'final',
  UNKNOWN_MERCHANT: 'final',
  INVALID_MERCHANTS: 'final',
  INVALID_KEY_PAIR: 'final',
  INVALID_BASE_URL: 'final',
  UNSEALABLE_VALUE: 'final',
};

const ENOUGH = 6;

/** In ms; the server's retry timers have a grain of about a second. */
const SHORTEST_DELAY = 100;

/** Of the delay after a throttle. */
const JITTER = 0.1;

/** The type of the failure that says: nothing is wrong, what is asked for is just not there yet. */
const RESULT_PENDING = 'RESULT_PENDING';

/**
 * The failure for `error`, the `failures`th in a row, at `now` (ms since the epoch); its `type` is the error's code. An error that is not ours passes as it is: Temporal retries it, and its stack is what mends it.
 */
export function toTemporalFailure(error: unknown, failures: number, now: number): unknown {
  if (!(error instanceof ECTicketError)) return error;
  const verdict = VERDICTS[error.code as ErrorCode];
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: verdict === 'final' || (verdict === 'finalInTheEnd' && failures >= ENOUGH),
    ...(error instanceof ThrottledError && { nextRetryDelay: delayUntil(error.retryAt, now) }),
  });
}

/** In ms; up to a tenth longer, so that orders which were throttled together do not all return at the same moment. */
function delayUntil(retryAt: number, now: number): number {
  return Math.round(Math.max(retryAt - now, 1000) * (1 + JITTER * Math.random()));
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
