import type { FastifyInstance, FastifyReply } from 'fastify';
import { CodecKeysUnavailableError } from '../errors/codec-keys-unavailable-error.js';
import type { AccessLog } from './access-log.js';

/** What a caller is told with an HTTP status. A text: the `temporal` command prints it as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

const TEXT = 'text/plain; charset=utf-8';

/** By HTTP status, for requests that Fastify does not read. */
const UNREADABLE: Readonly<Record<number, string>> = {
  413: 'The body is larger than 8 MiB.',
  415: 'Send the body as application/json.',
};

/** Every refusal in words; what went wrong here is for the log only. */
export function answerInWords(server: FastifyInstance, log: AccessLog): void {
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).type(TEXT).send('There are POST /decode, POST /encode and GET /healthz here.\n'),
  );
  server.setErrorHandler((error: Error, _request, reply) => answerWithError(reply, error, log));
}

export function answerWithError(reply: FastifyReply, error: Error, log: AccessLog): FastifyReply {
  const { status, words } = findAnswer(error);
  if (status >= 500 && !(error instanceof Refusal)) log.error({ error }, 'the codec server failed at a request');
  // Hooks that set the header have not run for an address that cannot be read.
  return reply.code(status).header('cache-control', 'no-store').type(TEXT).send(`${words}\n`);
}

/** For what never became a request. */
export const NOT_HTTP = [
  'HTTP/1.1 400 Bad Request',
  'Cache-Control: no-store',
  'Content-Length: 0',
  'Connection: close',
  '\r\n',
].join('\r\n');

function findAnswer(error: Error & { statusCode?: number }): { status: number; words: string } {
  if (error instanceof Refusal) return { status: error.statusCode, words: error.message };
  if (error instanceof CodecKeysUnavailableError) return { status: 503, words: error.message };
  const { statusCode = 500 } = error;
  return statusCode < 500
    ? { status: statusCode, words: UNREADABLE[statusCode] ?? 'The request cannot be read.' }
    : { status: 500, words: 'The codec server failed; its log says why.' };
}
