import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authorize, CodecRequest } from './authorize.js';
import { HttpError, type AccessLog } from './http-errors.js';

/** Limit of the namespace header in the log, in characters. Namespaces are shorter. */
const MAX_NAMESPACE_LENGTH = 255;

/**
 * Refuses requests from pages of other origins before processing them. CORS alone only hides the answer from the page.
 */
export function refuseOtherOrigins(server: FastifyInstance, origins: readonly string[]): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    const isRefused = origin !== undefined && !origins.includes(origin);
    done(
      isRefused
        ? new HttpError(403, `Pages of ${origin} are not allowed. Add the origin to ECTICKET_CODEC_ORIGINS.`)
        : undefined,
    );
  });
}

export function namespaceOf({ headers }: FastifyRequest): string {
  return String(headers['x-namespace'] ?? '').slice(0, MAX_NAMESPACE_LENGTH);
}

/**
 * Authorizes a request and returns the caller's name.
 *
 * @throws HttpError with 401 or 403 if the caller is not authorized, with 503 if the check fails.
 */
export async function authorizeCaller(
  request: FastifyRequest,
  operation: CodecRequest['operation'],
  { authorize, log }: { authorize: Authorize; log: AccessLog },
): Promise<string> {
  const codecRequest = { operation, namespace: namespaceOf(request), headers: request.headers };
  const caller = await runCheck(authorize, codecRequest, log);
  if (caller !== undefined) return caller;
  throw request.headers.authorization === undefined
    ? new HttpError(
        401,
        'The Authorization header is missing. With the temporal command, use: --codec-auth "Bearer …".',
      )
    : new HttpError(
        403,
        'Access denied: the token in the Authorization header is unknown, has expired, or does not allow this.',
      );
}

async function runCheck(authorize: Authorize, request: CodecRequest, log: AccessLog): Promise<string | undefined> {
  try {
    return await authorize(request);
  } catch (error) {
    log.error({ error }, 'authorization check failed');
    throw new HttpError(503, 'The codec server cannot check the caller at the moment. See its log for the reason.');
  }
}
