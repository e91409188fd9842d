import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { CodecKeySource } from '../codec-key.js';
import { EncryptionCodec } from '../encryption-codec.js';
import { SILENT, type AccessLog } from './access-log.js';
import { callerOf, namespaceOf, refuseOtherOrigins } from './admission.js';
import type { Authorize, CodecRequest } from './authorize.js';
import { workThrough } from './process-in-batches.js';
import { fromJson, readPayloads, toJson, type JsonPayload } from './payload-json.js';
import { readable } from './readable.js';
import { answerInWords, answerWithError, NOT_HTTP, Refusal } from './refusal.js';

export interface CodecServerOptions {
  /** The workers' own. Left out, plain payloads are read and encrypted ones are not. */
  readonly codecKeys?: CodecKeySource;
  /** Who may ask. `anyone` is for the sandbox. */
  readonly authorize: Authorize;
  /** Origins of the Web UIs that may ask from a browser, such as `https://temporal.shop.example`. Default: none. */
  readonly origins?: readonly string[];
  /** Whether what is typed in the Web UI or at the command line is encrypted on its way. Default: `refuse`. */
  readonly encode?: 'allow' | 'refuse';
  /** A line for every request: who, in which namespace, how many payloads, never what is in them. Default: none. */
  readonly log?: AccessLog;
}

/** Bytes of a body. Temporal's own limit for a message is 4 MiB, which Base64 makes 5.4. */
const BODY_LIMIT = 8 * 1024 * 1024;
/** Milliseconds for a whole request. */
const READ_WITHIN = 10_000;
/** Seconds for which a browser need not ask again what it may. */
const PREFLIGHT_HOLDS = 600;
/** What the Web UI sends. */
const HEADERS = ['Authorization', 'Authorization-Extras', 'Content-Type', 'X-Namespace'];

/**
 * `POST /decode` and `POST /encode` as Temporal's Web UI and `temporal … --codec-endpoint` call them, and `GET /healthz`. A
 * payload that does not open is answered as a text in its place, which names the key id and how to fix it. One request is
 * limited in its payloads, in the size of its answer, and in time; no answer is kept in a cache.
 *
 * @throws InvalidCodecKeysError
 */
export function createCodecServer(options: CodecServerOptions): FastifyInstance {
  const { codecKeys, origins = [], encode = 'refuse', authorize, log = SILENT } = options;
  const codec = codecKeys && new EncryptionCodec(codecKeys);
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: READ_WITHIN,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => {
      void answerWithError(reply, error, log);
    },
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end(NOT_HTTP);
    },
  });
  keepOutOfCaches(server);
  server.removeContentTypeParser('text/plain');
  answerInWords(server, log);
  server.get('/healthz', (_request, reply) => reply.send('ok\n'));

  server.register(async (doors) => {
    refuseOtherOrigins(doors, origins);
    await doors.register(cors, {
      origin: [...origins],
      methods: ['POST'],
      allowedHeaders: HEADERS,
      credentials: true,
      maxAge: PREFLIGHT_HOLDS,
    });
    door(doors, 'decode', { authorize, log }, async (payloads) => {
      const all = await workThrough(payloads, (payload) => readable(payload, codec));
      return { payloads: all.map(({ payload }) => payload), failed: all.flatMap(({ failed }) => failed ?? []) };
    });
    door(doors, 'encode', { authorize, log }, async (payloads) => {
      if (encode === 'refuse')
        throw new Refusal(403, 'This codec server only decodes: ECTICKET_CODEC_ENCODE is not allow.');
      const all = await workThrough(payloads, async (payload) => {
        const [encoded] = codec ? await codec.encode([fromJson(payload)]) : [];
        return { payload: encoded ? toJson(encoded) : payload };
      });
      return { payloads: all.map(({ payload }) => payload) };
    });
  });
  return server;
}

/** What is decrypted must not lie in a browser's cache, or in a proxy's. */
function keepOutOfCaches(server: FastifyInstance): void {
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
}

interface Outcome {
  readonly payloads: readonly JsonPayload[];
  /** Codes of the errors that stand in the place of payloads. */
  readonly failed?: readonly string[];
}

/** Nothing of a body is read before it is known who asks. */
function door(
  server: FastifyInstance,
  operation: CodecRequest['operation'],
  { authorize, log }: { authorize: Authorize; log: AccessLog },
  work: (payloads: JsonPayload[]) => Promise<Outcome>,
): void {
  const seen = new WeakMap<FastifyRequest, { caller: string; payloads?: number; failed?: readonly string[] }>();
  server.route({
    method: 'POST',
    url: `/${operation}`,
    onRequest: async (request) => {
      seen.set(request, { caller: await callerOf(request, operation, { authorize, log }) });
    },
    handler: async (request) => {
      const given = readPayloads(request.body);
      if (given === undefined)
        throw new Refusal(400, 'The body is not {"payloads":[{"metadata":{…},"data":"…"}]} with Base64.');
      const { payloads, failed = [] } = await work(given);
      seen.set(request, { caller: seen.get(request)?.caller ?? '', payloads: payloads.length, failed });
      return { payloads };
    },
    onResponse: (request, reply, done) => {
      const namespace = namespaceOf(request);
      const fields = {
        operation,
        namespace,
        ...seen.get(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      };
      log[reply.statusCode < 400 ? 'info' : 'warn'](fields, 'codec request');
      done();
    },
  });
}
