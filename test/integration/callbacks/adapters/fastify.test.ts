import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { toFastifyPlugin } from '../../../../callbacks/index.js';
import { behavesLikeAnAdapter, CALLBACK, closing, REFUND_PATH } from '../../../support/adapter-cases.js';
import { recordingReceiver } from '../../../support/callback-receiver.js';
import { serve, type Served } from '../../../support/served.js';

behavesLikeAnAdapter('Fastify', {
  mount: (receiver, prefix) => {
    const application = fastify();
    application.register(toFastifyPlugin(receiver), { prefix });
    return start(application);
  },
  mountTooLate: (receiver) => {
    const application = fastify();
    application.addHook('onRequest', async ({ raw }) => {
      await text(raw);
    });
    application.register(toFastifyPlugin(receiver));
    return start(application);
  },
  wayOut: /before .*whatever else reads bodies/,
});

async function start(application: FastifyInstance): Promise<Served> {
  await application.ready();
  return serve(application.server);
}

test('the other routes of the application keep their body parsers and limits', async () => {
  const application = fastify({ bodyLimit: 100 });
  application.register(toFastifyPlugin(recordingReceiver()));
  application.post('/orders', (request) => ({ got: request.body }));
  const { ask } = closing(await start(application));
  const headers = { 'content-type': 'application/json' };
  const order = (body: string) => ask('/orders', { method: 'POST', headers, body });
  expect(await (await order('{"a":1}')).json()).toEqual({ got: { a: 1 } });
  expect((await order('{')).status).toBe(400);
  expect((await order(JSON.stringify('x'.repeat(100)))).status).toBe(413);
  expect((await ask(REFUND_PATH, { method: 'POST', headers, body: CALLBACK })).status).toBe(200);
});
