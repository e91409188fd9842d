import type { ServerResponse } from 'node:http';
import type { Receiver } from '../receiver.js';
import { answerNode, pathOf, type NodeRequest } from './node.js';
import { checkHandler, createRouter } from './routes.js';

/**
 * Creates an Express handler for a receiver. It passes requests to other URLs on to the next handler. Mount it before
 * any body parser, such as `express.json()`.
 *
 * @throws InvalidOptionsError if the receiver is missing.
 *
 * @example
 * app.use(toExpressHandler(receiver));
 * // or below a path:
 * app.use('/shop', toExpressHandler(receiver));
 */
export function toExpressHandler(
  receiver: Receiver,
): (request: NodeRequest, response: ServerResponse, next: () => void) => Promise<void> {
  checkHandler('toExpressHandler', receiver);
  const findKind = createRouter();
  return async (request, response, next) => {
    const kind = findKind(pathOf(request));
    if (kind === undefined) next();
    else await answerNode(receiver, kind, request, response);
  };
}
