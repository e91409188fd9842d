import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { READ_TIMEOUT_MS } from './body.js';
import { ANSWER_TIMEOUT_MS } from './timeout.js';

/**
 * Makes a closing server answer its requests and then close every connection. By default, Node waits without limit for
 * a connection on which the client sends nothing.
 */
export function closeConnections(server: FastifyInstance): void {
  const http = server.server;
  const inFlight = new Set<ServerResponse>();
  let isClosing = false;
  const closeWhenAnswered = (): void => {
    if (isClosing && inFlight.size === 0) http.closeAllConnections();
  };
  http.on('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      closeWhenAnswered();
    });
  });
  // The server may accept another connection before it stops listening.
  http.on('connection', (socket) => {
    if (isClosing) socket.destroy();
  });
  server.addHook('preClose', (done) => {
    isClosing = true;
    http.closeIdleConnections();
    closeWhenAnswered();
    // By then every request is read and answered, or never will be.
    const limit = setTimeout(() => http.closeAllConnections(), READ_TIMEOUT_MS + ANSWER_TIMEOUT_MS);
    http.once('close', () => clearTimeout(limit));
    done();
  });
}
