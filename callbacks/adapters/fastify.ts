import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { readNodeBody } from './node.js';
import { checkHandler, ROUTES } from './routes.js';

/**
 * Creates a Fastify plugin for a receiver. Its routes read their bodies themselves; the other routes of the application
 * keep their body parsers.
 *
 * @throws InvalidOptionsError if the receiver is missing.
 *
 * @example
 * app.register(toFastifyPlugin(receiver), { prefix: '/shop' });
 */
export function toFastifyPlugin(receiver: Receiver): FastifyPluginCallback {
  checkHandler('toFastifyPlugin', receiver);
  return (scope, _options, done) => {
    passBodiesAsStreams(scope);
    for (const [kind, path] of ROUTES) {
      scope.all(path, async ({ method, body }, reply) => {
        const readBody = async () => (body instanceof Readable ? await readNodeBody(body) : '');
        const answer = await answerRequest(receiver, { kind, method, readBody });
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      });
    }
    done();
  };
}

/** Passes every body to its route as a stream, even if its content type is invalid. */
function passBodiesAsStreams(scope: FastifyInstance): void {
  const contentType = 'application/octet-stream';
  scope.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = contentType;
    done();
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(contentType, (_request, payload, done) => {
    done(null, payload);
  });
}
