/** The error answers of the codec server, and the log that it writes to. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { CodecKeysUnavailableError } from '../errors/codec-keys-unavailable-error.js';

/** The part of a pino logger that the codec server uses. It never logs contents of payloads or tokens. */
export interface AccessLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT: AccessLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An error with an HTTP status and a plain-text message for the caller. The `temporal` command prints the message. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

const TEXT = 'text/plain; charset=utf-8';

/** Messages by HTTP status, for requests that Fastify rejects. */
const FASTIFY_MESSAGES: Readonly<Record<number, string>> = {
  413: 'The body is larger than 8 MiB.',
  415: 'Send the body as application/json.',
};

/** Answers every error with a plain-text message. Only the log contains details of internal errors. */
export function installErrorHandlers(server: FastifyInstance, log: AccessLog): void {
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).type(TEXT).send('This server has POST /decode, POST /encode and GET /healthz.\n'),
  );
  server.setErrorHandler((error: Error, _request, reply) => sendError(reply, error, log));
}

/** Answers a request with an error, and logs internal errors. */
export function sendError(reply: FastifyReply, error: Error, log: AccessLog): FastifyReply {
  const { status, message } = toAnswer(error);
  if (status >= 500 && !(error instanceof HttpError)) log.error({ error }, 'the codec server failed on a request');
  // The hook that sets this header does not run for invalid URLs.
  return reply.code(status).header('cache-control', 'no-store').type(TEXT).send(`${message}\n`);
}

/** The raw answer to bytes that are not HTTP. */
export const NOT_HTTP = [
  'HTTP/1.1 400 Bad Request',
  'Cache-Control: no-store',
  'Content-Length: 0',
  'Connection: close',
  '\r\n',
].join('\r\n');

function toAnswer(error: Error & { statusCode?: number }): { status: number; message: string } {
  if (error instanceof HttpError) return { status: error.statusCode, message: error.message };
  if (error instanceof CodecKeysUnavailableError) return { status: 503, message: error.message };
  const { statusCode = 500 } = error;
  return statusCode < 500
    ? { status: statusCode, message: FASTIFY_MESSAGES[statusCode] ?? 'The request is not valid.' }
    : { status: 500, message: 'The codec server failed. See its log for the reason.' };
}
