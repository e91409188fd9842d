import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLog } from './access-log.js';
import type { Authorize, CodecRequest } from './authorize.js';
import { Refusal } from './refusal.js';

/** Characters of a header that get into the log. A namespace has fewer. */
const SHOWN = 255;

/** A page of any other origin is turned away before its question is looked at, not only kept from reading the answer. */
export function refuseOtherOrigins(server: FastifyInstance, origins: readonly string[]): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    const refused = origin !== undefined && !origins.includes(origin);
    done(refused ? new Refusal(403, `Pages of ${origin} may not ask. Name it in ECTICKET_CODEC_ORIGINS.`) : undefined);
  });
}

export function namespaceOf({ headers }: FastifyRequest): string {
  return String(headers['x-namespace'] ?? '').slice(0, SHOWN);
}

/** @throws Refusal with 401, 403, or 503 where it cannot be found out who asks. */
export async function callerOf(
  request: FastifyRequest,
  operation: CodecRequest['operation'],
  { authorize, log }: { authorize: Authorize; log: AccessLog },
): Promise<string> {
  const caller = await asked(authorize, { operation, namespace: namespaceOf(request), headers: request.headers }, log);
  if (caller !== undefined) return caller;
  throw request.headers.authorization === undefined
    ? new Refusal(
        401,
        'Say who you are: the header Authorization is missing. With the temporal command: --codec-auth "Bearer …".',
      )
    : new Refusal(
        403,
        'You may not: the token in the header Authorization is unknown, has expired, or does not allow this.',
      );
}

async function asked(authorize: Authorize, request: CodecRequest, log: AccessLog): Promise<string | undefined> {
  try {
    return await authorize(request);
  } catch (error) {
    log.error({ error }, 'it could not be checked who asks');
    throw new Refusal(503, 'It cannot be checked at the moment who asks; the log of the codec server says why.');
  }
}
