import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { Receiver } from '../receiver.js';
import { answerRequest } from './answer-request.js';
import { readNodeBody } from './node-body.js';
import { ROUTES } from './routes.js';

/**
 * A receiver as a plugin of Fastify: `app.register(toFastifyPlugin(receiver), { prefix: '/shop' })`. Its routes read
 * bodies in a way of their own; the routes of the application keep theirs.
 */
export function toFastifyPlugin(receiver: Receiver): FastifyPluginCallback {
  return (scope, _options, done) => {
    leaveBodiesUnread(scope);
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

/** A body reaches its route as the stream it came in, whatever its content type claims, were it nonsense. */
function leaveBodiesUnread(scope: FastifyInstance): void {
  const bytes = 'application/octet-stream';
  scope.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = bytes;
    done();
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(bytes, (_request, payload, done) => {
    done(null, payload);
  });
}
