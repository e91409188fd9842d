/** What an error says: whether ECPay may have acted, and the Temporal failure. Only this file decides what is retried. */
import { ApplicationFailure } from '@temporalio/activity';
import type * as ecticket from '../ecticket/index.js';
import { ECTicketError, ThrottledError } from '../ecticket/index.js';
import { AttemptOverdueError } from './attempt-lease.js';

/** The codes of all errors that `ecticket/` exports: a new error does not compile until it has a retry policy. */
type ErrorCode = {
  [Name in keyof typeof ecticket]: (typeof ecticket)[Name] extends abstract new (...args: never[]) => infer E
    ? E extends ECTicketError
      ? LiteralOnly<E['code']>
      : never
    : never;
}[keyof typeof ecticket];
type LiteralOnly<S extends string> = string extends S ? never : S;

/**
 * - `retryable`: retried without a limit.
 * - `throttled`: retried when ECPay's throttling ends, not before.
 * - `configuration`: a key, a merchant or an address in the settings appears to be wrong. Retried; the sixth
 *   consecutive failure fails permanently, so that the workflow requests attention.
 * - `final`: fails permanently.
 */
type RetryPolicy = 'retryable' | 'throttled' | 'configuration' | 'final';

const RETRY_POLICIES: Readonly<Record<ErrorCode, RetryPolicy>> = {
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
  INVALID_OPTIONS: 'configuration',
  BUSINESS_REFUSAL: 'final',
  INVALID_ORDER: 'final',
  INVALID_REQUEST: 'final',
  UNENCODABLE_VALUE: 'final',
};

/** After these errors ECPay has certainly not acted. After any other error it may have. */
const NOT_ACTED: readonly ErrorCode[] = [
  'THROTTLED',
  'ENVELOPE_REFUSED',
  'CANNOT_CONNECT',
  'INVALID_REQUEST',
  'UNKNOWN_MERCHANT',
  'MERCHANT_LOOKUP_FAILED',
  'INVALID_MERCHANTS',
  'INVALID_KEY_PAIR',
  'UNENCODABLE_VALUE',
];

/** Whether ECPay has certainly not acted on a request that ended with this error. */
export function hasNotActed(error: unknown): boolean {
  if (error instanceof AttemptOverdueError) return true;
  return error instanceof ECTicketError && NOT_ACTED.some((code) => code === error.code);
}

/** Consecutive configuration failures after which the activity fails permanently. */
const MAX_CONFIGURATION_FAILURES = 6;

/** Shortest delay: the server replaces a delay of 0 by its own. */
const MIN_DELAY_MS = 100;

/** Delay after the first failure. It doubles with each further failure. */
const FIRST_DELAY_MS = 2_000;
const DEFAULT_MAX_DELAY_MS = 5 * 60_000;
/** Each delay is longer by a random share of up to this. */
const JITTER = 0.1;

/** The type of the failure of a poll whose result is not available yet. */
const RESULT_PENDING = 'RESULT_PENDING';

/** The first detail of a configuration failure that fails permanently. `workflows/` reads it. */
export const CONFIGURATION = 'configuration';

/** How a failed activity is retried. */
export interface RetryOptions {
  /** Consecutive failed attempts, including this one. */
  readonly failures: number;
  /** Longest delay in milliseconds. Default: five minutes. */
  readonly maxDelay?: number | undefined;
  /** Retry configuration failures without a limit, because the workflow needs no further notice. */
  readonly retryConfigurationFailures?: boolean | undefined;
}

/**
 * Converts an error to a failure whose `type` is the error's code. The failure sets its own retry delay: the server's
 * delay would also grow with polls and with killed workers, which are no failures of ECPay.
 *
 * @param now milliseconds since the epoch
 * @returns the failure; an error of another library unchanged: Temporal retries it and keeps its stack
 */
export function toTemporalFailure(error: unknown, options: RetryOptions, now: number): unknown {
  if (!(error instanceof ECTicketError)) return error;
  const policy = RETRY_POLICIES[error.code as ErrorCode];
  const isConfigurationFailure =
    policy === 'configuration' &&
    options.retryConfigurationFailures !== true &&
    options.failures >= MAX_CONFIGURATION_FAILURES;
  const delay = error instanceof ThrottledError ? Math.max(error.retryAt - now, 1000) : delayAfter(options);
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: policy === 'final' || isConfigurationFailure,
    ...(isConfigurationFailure && { details: [CONFIGURATION] }),
    nextRetryDelay: withJitter(delay),
  });
}

/** The code and message of an error of `ecticket/`. */
export interface KnownFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * The failure of a poll whose result is not available yet. It is benign: the SDK neither logs nor counts it as an
 * error.
 *
 * @param what what is pending, as the start of a sentence
 * @param delay milliseconds until the next poll
 * @param reason the failure because of which there is a poll; it is what the order shows if the time ends here
 */
export function pending(what: string, delay: number, reason?: KnownFailure): ApplicationFailure {
  return ApplicationFailure.create({
    type: reason?.code ?? RESULT_PENDING,
    message: reason?.message ?? `${what}; the next poll is in ${Math.round(delay / 1000)} s.`,
    category: 'BENIGN',
    nextRetryDelay: Math.max(delay, MIN_DELAY_MS),
  });
}

function delayAfter({ failures, maxDelay = DEFAULT_MAX_DELAY_MS }: RetryOptions): number {
  return Math.max(Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), maxDelay), MIN_DELAY_MS);
}

/** Orders that failed together must not all retry together. */
function withJitter(delay: number): number {
  return Math.round(delay * (1 + JITTER * Math.random()));
}
