/**
 * Maps the outcomes of an HTTP call to errors, by what they say about ECPay: nothing sent, not acted, may have acted.
 */
import { TimeoutError, type RequestError } from 'got';
import { CannotConnectError } from '../errors/cannot-connect-error.js';
import type { ECTicketError } from '../errors/ecticket-error.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { ServerError } from '../errors/server-error.js';
import { ThrottledError } from '../errors/throttled-error.js';
import { TimedOutError, type CallPhase } from '../errors/timed-out-error.js';

const MINUTE_MS = 60_000;

/**
 * How long ECPay throttles after a 403, as integrators report. This package's choice for answers without a Retry-After.
 */
const THROTTLED_FOR_MS = 30 * MINUTE_MS;

/** The longest Retry-After that is accepted. A longer one counts as an error of the sender. */
const MAX_RETRY_AFTER_MS = 24 * 60 * MINUTE_MS;

/**
 * Throws for every status but 2xx.
 *
 * @param now milliseconds since the epoch; Retry-After counts from it
 * @throws ThrottledError, ServerError
 */
export function assertSuccessStatus(
  { endpoint, merchantId, now }: { readonly endpoint: string; readonly merchantId: string; readonly now: number },
  status: number,
  retryAfter: string | undefined,
): void {
  if (status >= 200 && status < 300) return;
  const delay = parseRetryAfter(retryAfter, now);
  // ECPay throttles with 403. A 429 comes from a proxy: it counts as throttling only with a valid Retry-After.
  if (status === 403 || (status === 429 && delay !== undefined)) {
    throw new ThrottledError(endpoint, merchantId, status, now + (delay ?? THROTTLED_FOR_MS));
  }
  throw new ServerError(endpoint, status);
}

/**
 * Reads a Retry-After header (seconds or an HTTP date). Returns milliseconds, or undefined if it is absent or invalid.
 */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const delay = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return delay > 0 && delay <= MAX_RETRY_AFTER_MS ? delay : undefined;
}

/**
 * Maps an error of got to an error of this library. got's own error is not kept as the cause, because it contains the
 * whole request.
 */
export function toCallError(error: RequestError, endpoint: string, url: URL): ECTicketError {
  if (!wasConnected(error, url)) return new CannotConnectError(url.host, error.code);
  const phase = phaseOf(error);
  const wasCutWhileReading = phase === 'read' && !(error instanceof TimeoutError);
  return wasCutWhileReading
    ? new NotAnECPayReplyError(endpoint, 'truncated')
    : new TimedOutError(endpoint, phase, error.code);
}

/** Whether there was a connection. got writes the request as soon as there is one. */
function wasConnected({ request, timings }: RequestError, url: URL): boolean {
  const connectedAt = url.protocol === 'https:' ? timings?.secureConnect : timings?.connect;
  return request?.reusedSocket === true || connectedAt !== undefined;
}

function phaseOf({ timings }: RequestError): CallPhase {
  if (timings?.response !== undefined) return 'read';
  return timings?.upload === undefined ? 'send' : 'response';
}
