import type { IncomingMessage, ServerResponse } from 'node:http';
import { NOT_FOUND, type Answer } from '../answers.js';
import type { Posted, Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { readNodeBody } from './node-body.js';
import { routesBelow, type HandlerOptions } from './routes.js';

/** A request of node:http, perhaps with what a body parser left. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown };

/**
 * A receiver as a listener of `node:http`: `createServer(toNodeHandler(receiver))`. Whatever is not a callback's address
 * gets a 404. The promise is never rejected.
 *
 * @throws TypeError for a base path that is none.
 */
export function toNodeHandler(
  receiver: Receiver,
  { basePath }: HandlerOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  const kindAt = routesBelow(basePath);
  return async (request, response) => {
    const kind = kindAt(pathOf(request));
    if (kind === undefined) send(response, NOT_FOUND);
    else await answerNode(receiver, kind, request, response);
  };
}

export async function answerNode(
  receiver: Receiver,
  kind: Posted['kind'],
  request: NodeRequest,
  response: ServerResponse,
): Promise<void> {
  const readBody = () => readNodeBody(request, request.body);
  send(response, await answerRequest(receiver, { kind, method: request.method, readBody }));
}

export function pathOf({ url = '' }: IncomingMessage): string {
  return url.replace(/\?.*$/, '');
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  // A time limit of the merchant's own may have answered first.
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries(headers)));
  response.end(body);
}
