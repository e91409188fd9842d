import fastify, { type FastifyInstance, type FastifyReply, type HTTPMethods } from 'fastify';
import { CALLBACK_PATHS } from '../client/notify-urls.js';
import type { Callback } from '../workflows/messages.js';
import { TOO_LARGE, type Answer } from './answers.js';
import { SILENT, type CallbackLog } from './log.js';
import { BODY_LIMIT, type Receiver } from './receiver.js';

export interface CallbackServerOptions {
  readonly receiver: Receiver;
  /** Whether a callback could be handed over now; `/readyz` answers 503 where not. */
  readonly isReady: () => Promise<boolean>;
  /** What stands before `/ecpay/ticket/…`, such as `/shop`. Default: nothing. `/healthz` and `/readyz` stay at the root. */
  readonly basePath?: string;
  readonly log?: CallbackLog;
}

/** A request must have come in whole by then. Milliseconds. */
const REQUEST_WITHIN = 10_000;
const OTHER_THAN_POST: HTTPMethods[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const OTHER_THAN_GET: HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * An HTTP server around a receiver: `POST /ecpay/ticket/use-status`, `POST /ecpay/ticket/refund`, `GET /healthz` (the
 * process lives), `GET /readyz` (Temporal can be reached). Whatever else is asked gets a plain 404 or 405.
 */
export function createCallbackServer(options: CallbackServerOptions): FastifyInstance {
  const { receiver, isReady, basePath = '', log = SILENT } = options;
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_WITHIN,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      plain(reply, 400, 'bad request');
    },
  });
  takeBodiesAsTheyCome(server);

  for (const kind of Object.keys(CALLBACK_PATHS) as Callback['kind'][]) {
    const url = basePath + CALLBACK_PATHS[kind];
    server.post<{ Body: Buffer | undefined }>(url, async (request, reply) => {
      return send(reply, await receiver.receive({ kind, body: request.body ?? '' }));
    });
    server.route({ method: OTHER_THAN_POST, url, handler: (_request, reply) => allowOnly(reply, 'POST') });
  }

  const probes = { '/healthz': () => Promise.resolve(true), '/readyz': isReady };
  for (const [url, probe] of Object.entries(probes)) {
    server.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (_request, reply) => ((await probe()) ? plain(reply, 200, 'ok') : plain(reply, 503, 'not ready')),
    });
    server.route({ method: OTHER_THAN_GET, url, handler: (_request, reply) => allowOnly(reply, 'GET, HEAD') });
  }

  server.setNotFoundHandler((_request, reply) => plain(reply, 404, 'not found'));
  server.setErrorHandler((error: { statusCode?: number; code?: string }, _request, reply) => {
    const { statusCode = 500, code } = error;
    if (statusCode === 413) return send(reply, TOO_LARGE);
    if (statusCode < 500) return plain(reply, statusCode, 'bad request');
    log.error({ code }, 'the callback server failed at a request');
    return plain(reply, 500, 'error');
  });
  return server;
}

/** What is sealed is verified as it came, whatever its content type claims, were it nonsense. */
function takeBodiesAsTheyCome(server: FastifyInstance): void {
  const bytes = 'application/octet-stream';
  server.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = bytes;
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(bytes, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}

function allowOnly(reply: FastifyReply, methods: string): FastifyReply {
  return plain(reply.header('allow', methods), 405, 'method not allowed');
}
