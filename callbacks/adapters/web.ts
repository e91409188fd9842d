import { NOT_FOUND } from '../answers.js';
import type { Posted, Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { ParsedBodyError } from './parsed-body-error.js';
import { readBody } from './read-body.js';
import { routesBelow, type HandlerOptions } from './routes.js';

/**
 * A receiver as a function of the web's `Request` and `Response`, as Next.js' route handlers, Hono and many others take
 * it. Whatever is not a callback's address gets a 404. The promise is never rejected.
 *
 * @throws TypeError for a base path that is none.
 */
export function toWebHandler(
  receiver: Receiver,
  { basePath }: HandlerOptions = {},
): (request: Request) => Promise<Response> {
  const kindAt = routesBelow(basePath);
  return async (request) => {
    const kind = kindAt(new URL(request.url).pathname);
    const { status, headers, body } =
      kind === undefined
        ? NOT_FOUND
        : await answerRequest(receiver, { kind, method: request.method, readBody: () => readWebBody(request) });
    return new Response(body, { status, headers });
  };
}

async function readWebBody({ body, bodyUsed }: Request): Promise<Posted['body']> {
  if (bodyUsed || body?.locked) {
    throw new ParsedBodyError('Hand over the Request before anything reads it, or let that read request.clone().');
  }
  return body === null ? '' : await readBody(body);
}
