import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Somebody asks the codec server to open or to seal payloads. */
export interface CodecRequest {
  readonly operation: 'decode' | 'encode';
  /** The `X-Namespace` that the Web UI and the `temporal` command send. */
  readonly namespace: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Says who is asking, as the access log shall name them; undefined refuses. Whoever is let in reads people's data.
 * An error is no refusal: it is answered with 503 and logged.
 */
export type Authorize = (request: CodecRequest) => string | undefined | Promise<string | undefined>;

/** Lets everybody in: for the sandbox, where nobody's data is real. */
export const anyone: Authorize = () => 'anyone';

/** Lets in who sends `Authorization: Bearer <token>`: `temporal … --codec-auth "Bearer …"`. */
export function bearerToken(token: string): Authorize {
  const expected = digest(token);
  return (request) => {
    const given = bearerIn(request);
    return given !== undefined && timingSafeEqual(digest(given), expected) ? 'token' : undefined;
  };
}

/** Lets in whom one of them lets in, asked one after the other. */
export function anyOf(...checks: readonly Authorize[]): Authorize {
  return async (request) => {
    for (const check of checks) {
      const caller = await check(request);
      if (caller !== undefined) return caller;
    }
    return undefined;
  };
}

export function bearerIn({ headers }: CodecRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Of one length, which a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
