import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { assertOptions, FUNCTION, oneOf, OPTIONAL, type OptionSchemas } from '../../ecticket/options/check-options.js';
import type { CodecKeySource } from '../codec-key.js';
import { EncryptionCodec } from '../encryption-codec.js';
import { authorizeCaller, namespaceOf, refuseOtherOrigins } from './access-control.js';
import type { Authorize, CodecRequest } from './authorize.js';
import { HttpError, installErrorHandlers, NOT_HTTP, sendError, SILENT, type AccessLog } from './http-errors.js';
import { decodePayload, fromJson, readPayloads, toJson, type JsonPayload } from './json-payload.js';
import { processInBatches } from './process-in-batches.js';

export interface CodecServerOptions {
  /** The keys of the workers. Without keys, the server decodes only unencrypted payloads. */
  readonly codecKeys?: CodecKeySource;
  /** Authorizes callers. `anyone` is for the sandbox. */
  readonly authorize: Authorize;
  /** Origins of the Web UIs that may call from a browser, such as `https://temporal.shop.example`. Default: none. */
  readonly origins?: readonly string[];
  /** Whether the server encrypts input that people type in the Web UI or at the command line. Default: `refuse`. */
  readonly encode?: 'allow' | 'refuse';
  /** Receives one line per request: caller, namespace and number of payloads, never their contents. Default: none. */
  readonly log?: AccessLog;
}

const OPTIONS: OptionSchemas<CodecServerOptions> = {
  codecKeys: OPTIONAL,
  authorize: FUNCTION,
  origins: OPTIONAL,
  encode: oneOf(['allow', 'refuse']).optional(),
  log: OPTIONAL,
};

/** Temporal's own limit for a message is 4 MiB, which is 5.4 MiB in Base64. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Timeout for reading a whole request. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often the server checks for requests that take too long. Node's default is 30 seconds. */
const TIMEOUT_CHECK_INTERVAL_MS = 5000;
/** How long a browser caches a CORS preflight. */
const PREFLIGHT_MAX_AGE_S = 600;
/** The headers that the Web UI sends. */
const HEADERS = ['Authorization', 'Authorization-Extras', 'Content-Type', 'X-Namespace'];

/**
 * Creates a server with `POST /decode` and `POST /encode`, as Temporal's Web UI and `temporal … --codec-endpoint` call
 * them, and with `GET /healthz`.
 *
 * If a payload does not decrypt, the answer has a text in its place that names the key id and how to fix it. The server
 * limits the payloads, the answer size and the time of each request. No cache keeps an answer.
 *
 * @throws InvalidCodecKeysError
 * @throws InvalidOptionsError if an option is missing, unknown or of another kind
 * @example
 * const server = createCodecServer({ codecKeys, authorize: bearerToken(token), origins: [webUiOrigin] });
 * await server.listen({ port: 4620 });
 */
export function createCodecServer(options: CodecServerOptions): FastifyInstance {
  assertOptions('createCodecServer', OPTIONS, options);
  const { codecKeys, origins = [], encode = 'refuse', authorize, log = SILENT } = options;
  const codec = codecKeys && new EncryptionCodec(codecKeys);
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node takes the shorter of both timeouts for the head. With its default of 60 seconds for the head, a body would
    // have 60 seconds.
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS },
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => {
      void sendError(reply, error, log);
    },
    clientErrorHandler: (_error, socket) => {
      // A caller that keeps its side open would otherwise hold the connection.
      if (socket.writable) socket.end(NOT_HTTP).destroySoon();
    },
  });
  disableCaching(server);
  server.removeContentTypeParser('text/plain');
  installErrorHandlers(server, log);
  server.get('/healthz', (_request, reply) => reply.send('ok\n'));

  server.register(async (routes) => {
    refuseOtherOrigins(routes, origins);
    await routes.register(cors, {
      origin: [...origins],
      methods: ['POST'],
      allowedHeaders: HEADERS,
      credentials: true,
      maxAge: PREFLIGHT_MAX_AGE_S,
    });
    addRoute(routes, 'decode', { authorize, log }, async (payloads) => {
      const decoded = await processInBatches(payloads, (payload) => decodePayload(payload, codec));
      return { payloads: decoded.map(({ payload }) => payload), failed: decoded.flatMap(({ failed }) => failed ?? []) };
    });
    addRoute(routes, 'encode', { authorize, log }, async (payloads) => {
      if (encode === 'refuse') {
        throw new HttpError(403, 'This codec server only decodes. To encode, set ECTICKET_CODEC_ENCODE to allow.');
      }
      const encoded = await processInBatches(payloads, async (payload) => {
        const [encrypted] = codec ? await codec.encode([fromJson(payload)]) : [];
        return { payload: encrypted ? toJson(encrypted) : payload };
      });
      return { payloads: encoded.map(({ payload }) => payload) };
    });
  });
  return server;
}

/** Keeps decrypted payloads out of the caches of browsers and proxies. */
function disableCaching(server: FastifyInstance): void {
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
}

interface Outcome {
  readonly payloads: readonly JsonPayload[];
  /** Error codes of the payloads that did not decrypt. */
  readonly failed?: readonly string[];
}

/** Adds the route of an operation. It authorizes the caller before it reads the body. */
function addRoute(
  server: FastifyInstance,
  operation: CodecRequest['operation'],
  { authorize, log }: { authorize: Authorize; log: AccessLog },
  process: (payloads: JsonPayload[]) => Promise<Outcome>,
): void {
  const logFields = new WeakMap<FastifyRequest, { caller: string; payloads?: number; failed?: readonly string[] }>();
  server.route({
    method: 'POST',
    url: `/${operation}`,
    onRequest: async (request) => {
      logFields.set(request, { caller: await authorizeCaller(request, operation, { authorize, log }) });
    },
    handler: async (request) => {
      const received = readPayloads(request.body);
      if (received === undefined) {
        throw new HttpError(400, 'The body is not {"payloads":[{"metadata":{…},"data":"…"}]} with Base64.');
      }
      const { payloads, failed = [] } = await process(received);
      logFields.set(request, { caller: logFields.get(request)?.caller ?? '', payloads: payloads.length, failed });
      return { payloads };
    },
    onResponse: (request, reply, done) => {
      const namespace = namespaceOf(request);
      const fields = {
        operation,
        namespace,
        ...logFields.get(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      };
      log[reply.statusCode < 400 ? 'info' : 'warn'](fields, 'codec request');
      done();
    },
  });
}
