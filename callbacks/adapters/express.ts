import type { ServerResponse } from 'node:http';
import type { Receiver } from '../receiver.js';
import { answerNode, pathOf, type NodeRequest } from './node.js';
import { routesBelow } from './routes.js';

/**
 * A receiver as a handler of Express: `app.use(toExpressHandler(receiver))`, or below a path with
 * `app.use('/shop', toExpressHandler(receiver))`. Whatever is not a callback's address is left to the handlers after it.
 * It must come before any body parser, such as `express.json()`.
 */
export function toExpressHandler(
  receiver: Receiver,
): (request: NodeRequest, response: ServerResponse, next: () => void) => Promise<void> {
  const kindAt = routesBelow();
  return async (request, response, next) => {
    const kind = kindAt(pathOf(request));
    if (kind === undefined) next();
    else await answerNode(receiver, kind, request, response);
  };
}
