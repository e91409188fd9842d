import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request to the codec server to decrypt or encrypt payloads. */
export interface CodecRequest {
  readonly operation: 'decode' | 'encode';
  /** The `X-Namespace` header that the Web UI and the `temporal` command send. */
  readonly namespace: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Authorizes a request. An authorized caller can read personal data.
 *
 * @returns the caller's name for the access log, or undefined to refuse the request
 * @throws any error if the check itself fails; the server logs it and answers with 503
 */
export type Authorize = (request: CodecRequest) => string | undefined | Promise<string | undefined>;

/** Authorizes everyone. For the sandbox, which has no real personal data. */
export const anyone: Authorize = () => 'anyone';

/**
 * Authorizes callers that send `Authorization: Bearer <token>`: `temporal … --codec-auth "Bearer …"`.
 *
 * @param name the caller's name for the access log
 */
export function bearerToken(token: string, name = 'token'): Authorize {
  const expected = digest(token);
  return (request) => {
    const received = bearerIn(request);
    return received !== undefined && timingSafeEqual(digest(received), expected) ? name : undefined;
  };
}

/** Authorizes callers that any of the checks authorizes. Runs the checks in order. */
export function anyOf(...checks: readonly Authorize[]): Authorize {
  return async (request) => {
    for (const check of checks) {
      const caller = await check(request);
      if (caller !== undefined) return caller;
    }
    return undefined;
  };
}

/** Returns the bearer token of a request. */
export function bearerIn({ headers }: CodecRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Hashes to a fixed length, which a constant-time comparison requires. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
