import { TimeoutError, type RequestError } from 'got';
import { CannotConnectError } from '../errors/cannot-connect-error.js';
import type { ECTicketError } from '../errors/ecticket-error.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { TimedOutError, type CallPhase } from '../errors/timed-out-error.js';

/**
 * What a call that brought no answer means: nothing was sent, or ECPay may have acted. got's own error is left behind,
 * since it holds the whole request.
 */
export function failureOf(error: RequestError, endpoint: string, url: URL): ECTicketError {
  if (!wasConnected(error, url)) return new CannotConnectError(url.host, error.code);
  const phase = phaseOf(error);
  const cutWhileRead = phase === 'read' && !(error instanceof TimeoutError);
  return cutWhileRead
    ? new NotAnECPayReplyError(endpoint, 'truncated')
    : new TimedOutError(endpoint, phase, error.code);
}

/** A request is written as soon as there is a connection; on a reused one there always was. */
function wasConnected({ request, timings }: RequestError, url: URL): boolean {
  const connectedAt = url.protocol === 'https:' ? timings?.secureConnect : timings?.connect;
  return request?.reusedSocket === true || connectedAt !== undefined;
}

function phaseOf({ timings }: RequestError): CallPhase {
  if (timings?.response !== undefined) return 'read';
  return timings?.upload === undefined ? 'send' : 'response';
}
