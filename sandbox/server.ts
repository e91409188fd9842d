import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { EMBEDDED_ENDPOINTS } from './checkout/embedded-endpoints.js';
import { registerCheckout } from './checkout/routes.js';
import { describeError, registerControls } from './controls/index.js';
import { ENDPOINTS } from './endpoints/index.js';
import { serveEmbedded } from './payments/embedded-request.js';
import { QUERY_TRADE_INFO_PATH, queryTradeInfo } from './payments/query-trade-info.js';
import { serve } from './protocol/serve.js';
import type { SandboxState } from './state.js';

/** The largest request that is read, in bytes. */
const BODY_LIMIT = 1024 * 1024;

/** The paths of the ticket API, those of the payment APIs, the checkout, and the controls on one server. */
export function createServer(state: SandboxState): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // A URL that cannot be decoded reaches no route.
    frameworkErrors: answerUnroutable,
  });
  // Bodies are read as they come, whatever their type says: what is no JSON gets an answer that fits the door.
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

function answerUnroutable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(error.statusCode ?? 400).send(describeError(error));
}
