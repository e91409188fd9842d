import { NOT_FOUND } from '../answers.js';
import { readBody } from '../body.js';
import type { CallbackRequest, Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { ParsedBodyError } from './parsed-body-error.js';
import { checkHandler, createRouter, type HandlerOptions } from './routes.js';

/**
 * Creates a handler with the web's `Request` and `Response`, for Next.js route handlers, Hono and others. It answers
 * 404 to requests for other URLs. Its promise never rejects.
 *
 * @throws InvalidOptionsError if the receiver is missing, or an option is unknown.
 * @throws TypeError if `basePath` is not a path.
 *
 * @example
 * export const POST = toWebHandler(receiver, { basePath: '/api' });
 */
export function toWebHandler(
  receiver: Receiver,
  options: HandlerOptions = {},
): (request: Request) => Promise<Response> {
  checkHandler('toWebHandler', receiver, options);
  const findKind = createRouter(options.basePath);
  return async (request) => {
    const kind = findKind(new URL(request.url).pathname);
    const { status, headers, body } =
      kind === undefined
        ? NOT_FOUND
        : await answerRequest(receiver, { kind, method: request.method, readBody: () => readWebBody(request) });
    return new Response(body, { status, headers });
  };
}

async function readWebBody({ body, bodyUsed }: Request): Promise<CallbackRequest['body']> {
  if (bodyUsed || body?.locked) {
    throw new ParsedBodyError('Pass the Request on before anything reads it, or read request.clone() instead.');
  }
  return body === null ? '' : await readBody(body);
}
