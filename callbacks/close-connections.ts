import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { READ_WITHIN } from './adapters/read-body.js';
import { ANSWER_WITHIN } from './limits.js';

/**
 * Has a server that closes answer the requests it has, and end every connection then. By itself it would wait, for as long
 * as the other side likes, for a connection on which nothing was ever sent.
 */
export function closeConnections(server: FastifyInstance): void {
  const http = server.server;
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  const closeWhenAnswered = (): void => {
    if (closing && inFlight.size === 0) http.closeAllConnections();
  };
  http.on('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      closeWhenAnswered();
    });
  });
  // One more may be let in before the server stops to listen.
  http.on('connection', (socket) => {
    if (closing) socket.destroy();
  });
  server.addHook('preClose', (done) => {
    closing = true;
    http.closeIdleConnections();
    closeWhenAnswered();
    // A request that is neither read nor answered by then never will be.
    const limit = setTimeout(() => http.closeAllConnections(), READ_WITHIN + ANSWER_WITHIN);
    http.once('close', () => clearTimeout(limit));
    done();
  });
}
