import fastify, {
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type HTTPMethods,
} from 'fastify';
import { toFastifyPlugin } from './adapters/fastify.js';
import { parseBasePath } from './adapters/routes.js';
import { FAILED, NOT_FOUND, plainText, type Answer } from './answers.js';
import { READ_TIMEOUT_MS } from './body.js';
import { closeConnections } from './close-connections.js';
import { limitConnections, limitRefusals } from './limit-callers.js';
import { assertOptions, FUNCTION, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { RECEIVER, type Receiver } from './receiver.js';
import { isIn, parseNetworks } from './remote-address.js';

/** Options of `createCallbackServer`. */
export interface CallbackServerOptions {
  readonly receiver: Receiver;
  /** Whether callbacks can be delivered now. If not, `/readyz` answers 503. Usually `isTemporalReady(client)`. */
  readonly isReady: () => Promise<boolean>;
  /** The path before `/ecpay/…`, such as `/shop`. Default: none. `/healthz` and `/readyz` stay at the root. */
  readonly basePath?: string;
  /**
   * The proxies in front of the server, as addresses (`10.0.0.7`) and networks (`10.0.0.0/8`). Only their
   * `X-Forwarded-For` header is trusted. Default: none.
   */
  readonly trustedProxies?: readonly string[];
  /** The largest number of open connections. Default: 1000. */
  readonly maxConnections?: number;
}

const OPTIONS: OptionSchemas<CallbackServerOptions> = {
  receiver: RECEIVER,
  isReady: FUNCTION,
  basePath: OPTIONAL,
  trustedProxies: OPTIONAL,
  maxConnections: OPTIONAL,
};

/** How often the server checks for requests that take too long. */
const TIMEOUT_CHECK_INTERVAL_MS = 5000;

const OK = plainText(200, 'ok');
const NOT_READY = plainText(503, 'not ready');
const GET_ONLY = plainText(405, 'method not allowed', { allow: 'GET, HEAD' });
const BAD_REQUEST = plainText(400, 'bad request');
const OTHER_THAN_GET: HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Creates an HTTP server for a receiver. It serves ECPay's callbacks (`POST /ecpay/…`), `GET /healthz` (the process
 * runs) and `GET /readyz` (Temporal answers), and answers 404 or 405 to other requests. When it closes, it answers the
 * requests it has, and does not wait for idle connections.
 *
 * After a hundred refused requests, a caller is limited to one request per second, unless it sent a genuine callback.
 * One caller may have 100 connections. Behind a proxy, set `trustedProxies`: otherwise all callers look like one, and
 * callers in a private network are not limited.
 *
 * @returns A Fastify server that does not listen yet.
 * @throws InvalidOptionsError if an option is missing, unknown or of another kind.
 * @throws TypeError if `basePath` is not a path, or a trusted proxy is not an address.
 *
 * @example
 * const server = createCallbackServer({ receiver, isReady: () => isTemporalReady(client) });
 * await server.listen({ port: 4610 });
 */
export function createCallbackServer(options: CallbackServerOptions): FastifyInstance {
  assertOptions('createCallbackServer', OPTIONS, options);
  const { receiver, isReady, basePath, trustedProxies = [], maxConnections = 1000 } = options;
  const trusted = parseNetworks(trustedProxies);
  const server = fastify({
    requestTimeout: READ_TIMEOUT_MS,
    // Node takes the shorter of both timeouts for the head. With its default of 60 seconds for the head, a body that no
    // route reads would have 60 seconds.
    http: { headersTimeout: READ_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS },
    trustProxy: (address) => isIn(trusted, address),
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, BAD_REQUEST);
    },
  });
  ignoreBodies(server);
  closeConnections(server);
  limitConnections(server, { maxConnections, trusted, log: receiver.log });
  const callbacks: FastifyPluginCallback = (scope, _options, done) => {
    limitRefusals(scope, receiver);
    scope.register(toFastifyPlugin(receiver));
    done();
  };
  // Fastify matches routes against the decoded URL.
  server.register(callbacks, { prefix: decodeURI(parseBasePath(basePath)) });

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
    receiver.log.error({ code }, 'the callback server failed to handle a request');
    return send(reply, FAILED);
  });
  return server;
}

/** Discards bodies: only callbacks have one, and their routes read it themselves. */
function ignoreBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
