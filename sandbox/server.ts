import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { EMBEDDED_ENDPOINTS } from './checkout/embedded-endpoints.js';
import { registerCheckout } from './checkout/routes.js';
import { describeError, registerControls } from './controls/index.js';
import { ENDPOINTS } from './endpoints/index.js';
import { serveEmbedded } from './payments/embedded-request.js';
import { QUERY_TRADE_INFO_PATH, queryTradeInfo } from './payments/query-trade-info.js';
import { serve } from './protocol/serve.js';
import type { SandboxState } from './state.js';

/** The largest request body, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Creates the server with the ticket API, the payment APIs, the checkout and the controls. */
export function createServer(state: SandboxState): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    // Called for a URL that cannot be decoded and therefore matches no route.
    frameworkErrors: answerInvalidUrl,
  });
  // Bodies are read as text, whatever their content type, so that each API can refuse invalid ones in its own format.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  for (const endpoint of ENDPOINTS) {
    for (const path of new Set(Object.values(endpoint.paths))) {
      app.post(path, (request, reply) => serve({ endpoint, path }, request, reply, state));
    }
  }
  app.post(QUERY_TRADE_INFO_PATH, (request, reply) => queryTradeInfo(request, reply, state));
  for (const endpoint of EMBEDDED_ENDPOINTS) {
    app.post(endpoint.path, (request, reply) => serveEmbedded(endpoint, request, reply, state));
  }
  registerCheckout(app, state);
  registerControls(app, state);
  return app;
}

function answerInvalidUrl(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(error.statusCode ?? 400).send(describeError(error));
}
