import fastify, {
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type HTTPMethods,
} from 'fastify';
import { toFastifyPlugin } from './adapters/fastify.js';
import { READ_WITHIN } from './adapters/read-body.js';
import { readBasePath } from './adapters/routes.js';
import { FAILED, NOT_FOUND, plain, type Answer } from './answers.js';
import { closeConnections } from './close-connections.js';
import { limitConnections, limitRefusals } from './limit-callers.js';
import type { Receiver } from './receiver.js';
import { isIn, networks } from './remote-address.js';

export interface CallbackServerOptions {
  readonly receiver: Receiver;
  /** Whether a callback could be handed over now; `/readyz` answers 503 where not. */
  readonly isReady: () => Promise<boolean>;
  /** What stands before `/ecpay/…`, such as `/shop`. Default: nothing. `/healthz` and `/readyz` stay at the root. */
  readonly basePath?: string;
  /**
   * The proxies in front of the server, as addresses (`10.0.0.7`) and networks (`10.0.0.0/8`): only from them
   * `X-Forwarded-For` is believed. Default: none.
   */
  readonly trustedProxies?: readonly string[];
  /** Connections that may be open at once. Default: 1000. */
  readonly maxConnections?: number;
}

/** How often connections are looked at for requests that take too long. Milliseconds. */
const CHECK_EVERY = 5000;

const OK = plain(200, 'ok');
const NOT_READY = plain(503, 'not ready');
const GET_ONLY = plain(405, 'method not allowed', { allow: 'GET, HEAD' });
const BAD_REQUEST = plain(400, 'bad request');
const OTHER_THAN_GET: HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * An HTTP server around a receiver: what ECPay posts (`POST /ecpay/…`), `GET /healthz` (the process lives), `GET /readyz`
 * (Temporal can be reached). Whatever else is asked gets a plain 404 or 405. Closed, it answers what it was asked before, and
 * waits for no connection on which nothing is.
 *
 * A caller whose requests were refused a hundred times is limited to one a second, unless something genuine came from the
 * same address. One caller has at most 100 connections. Behind a proxy, name it in `trustedProxies`: otherwise all callers
 * look like one, and those in a private network are not limited one by one.
 *
 * @throws TypeError for a base path that is none, and for a proxy that is no address.
 */
export function createCallbackServer(options: CallbackServerOptions): FastifyInstance {
  const { receiver, isReady, basePath, trustedProxies = [], maxConnections = 1000 } = options;
  const trusted = networks(trustedProxies);
  const server = fastify({
    requestTimeout: READ_WITHIN,
    http: { connectionsCheckingInterval: CHECK_EVERY },
    trustProxy: (address) => isIn(trusted, address),
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, BAD_REQUEST);
    },
  });
  ignoreBodies(server);
  closeConnections(server);
  limitConnections(server, { most: maxConnections, trusted, log: receiver.log });
  const callbacks: FastifyPluginCallback = (scope, _options, done) => {
    limitRefusals(scope, receiver);
    scope.register(toFastifyPlugin(receiver));
    done();
  };
  // Fastify compares routes with the address as it was before it was percent-encoded.
  server.register(callbacks, { prefix: decodeURI(readBasePath(basePath)) });

  const probes = { '/healthz': () => Promise.resolve(true), '/readyz': isReady };
  for (const [url, probe] of Object.entries(probes)) {
    server.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (_request, reply) => send(reply, (await probe()) ? OK : NOT_READY),
    });
    server.route({ method: OTHER_THAN_GET, url, handler: (_request, reply) => send(reply, GET_ONLY) });
  }

  server.setNotFoundHandler((_request, reply) => send(reply, NOT_FOUND));
  server.setErrorHandler((error: { statusCode?: number; code?: string }, _request, reply) => {
    const { statusCode = 500, code } = error;
    if (statusCode < 500) return send(reply, BAD_REQUEST);
    receiver.log.error({ code }, 'the callback server failed at a request');
    return send(reply, FAILED);
  });
  return server;
}

/** Nothing but a callback has a body that matters. */
function ignoreBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
