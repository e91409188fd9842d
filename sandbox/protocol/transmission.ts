/** What ECPay checks of a request before it reads what is in it: the content type and the time of transmission. */
import type { FastifyRequest } from 'fastify';

/** How far a client's clock may be ahead, in ms: a choice, the pages speak of late requests only. */
const AHEAD = 5_000;

/** Whether the request has this media type, whatever its parameters, such as a charset. */
export function isSentAs(mediaType: string, { headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const [given = ''] = (headers['content-type'] ?? '').split(';');
  return given.trim().toLowerCase() === mediaType;
}

/**
 * Whether a timestamp (Unix seconds) is too old or in the future; milliseconds are in a far future. Age is measured by the
 * wall clock, so that time that was skipped in the sandbox does not make a new request old; a client may as well date its
 * requests by the sandbox's time `now` (ms). `oldest` in ms.
 */
export function timeProblem(
  timestamp: number,
  { oldest, now }: { readonly oldest: number; readonly now: number },
): 'stale' | 'future' | undefined {
  const sentAt = timestamp * 1000;
  if (Date.now() - sentAt > oldest) return 'stale';
  return sentAt > now + AHEAD ? 'future' : undefined;
}
