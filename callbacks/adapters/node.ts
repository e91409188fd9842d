import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { NOT_FOUND, type Answer } from '../answers.js';
import { readBody } from '../body.js';
import type { CallbackRequest, Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { ParsedBodyError } from './parsed-body-error.js';
import { checkHandler, createRouter, type HandlerOptions } from './routes.js';

/** A request of node:http, possibly with the result of a body parser. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown };

/**
 * Creates a `node:http` listener for a receiver. It answers 404 to requests for other URLs. Its promise never rejects.
 *
 * @throws InvalidOptionsError if the receiver is missing, or an option is unknown.
 * @throws TypeError if `basePath` is not a path.
 *
 * @example
 * createServer(toNodeHandler(receiver)).listen(4610);
 */
export function toNodeHandler(
  receiver: Receiver,
  options: HandlerOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  checkHandler('toNodeHandler', receiver, options);
  const findKind = createRouter(options.basePath);
  return async (request, response) => {
    const kind = findKind(pathOf(request));
    if (kind === undefined) send(response, NOT_FOUND);
    else await answerNode(receiver, kind, request, response);
  };
}

/** Answers a request to the callback URL of `kind`. */
export async function answerNode(
  receiver: Receiver,
  kind: CallbackRequest['kind'],
  request: NodeRequest,
  response: ServerResponse,
): Promise<void> {
  const readRequestBody = () => readNodeBody(request, request.body);
  send(response, await answerRequest(receiver, { kind, method: request.method, readBody: readRequestBody }));
}

/** The path of a request's URL, without its query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.replace(/\?.*$/, '');
}

/**
 * Reads the body of a Node request.
 *
 * @param parsedBody The result of a body parser that read the stream first. Bytes and text can be used.
 * @throws ParsedBodyError if the stream was read, and its bytes are lost.
 * @throws UnreadBody if the body does not arrive completely.
 */
export async function readNodeBody(stream: Readable, parsedBody?: unknown): Promise<CallbackRequest['body']> {
  if (!stream.readableDidRead && !stream.readableEnded) {
    try {
      // Destroying the request would remove its socket, which an access log may still read.
      return await readBody(stream.iterator({ destroyOnReturn: false }));
    } finally {
      // Node does not discard the rest of a partly read body, so the connection could not serve another request.
      stream.resume();
    }
  }
  if (typeof parsedBody === 'string' || parsedBody instanceof Uint8Array) return parsedBody;
  throw new ParsedBodyError(
    "Mount it before express.json() and whatever else reads bodies; express.raw({ type: '*/*' }) may come first.",
  );
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  // A timeout of the application may have answered first.
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries(headers)));
  response.end(body);
}
