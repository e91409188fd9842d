import { expect, test } from '@jest/globals';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { mount } from 'hono/mount';
import type { Server } from 'node:http';
import { toWebHandler } from '../../../../callbacks/index.js';
import { behavesLikeAnAdapter, CALLBACK, closing, REFUND_PATH } from '../../../support/adapter-cases.js';
import { recordingReceiver } from '../../../support/callback-receiver.js';
import { called, serve, type Served } from '../../../support/served.js';

behavesLikeAnAdapter('Hono', {
  mount: (receiver, basePath) => {
    const handle = toWebHandler(receiver, { basePath });
    const application = new Hono();
    application.all('*', (context) => handle(context.req.raw));
    return serveHono(application);
  },
  mountTooLate: (receiver) => {
    const handle = toWebHandler(receiver);
    const application = new Hono();
    application.use(async (context, next) => {
      await context.req.json();
      await next();
    });
    application.all('*', (context) => handle(context.req.raw));
    return serveHono(application);
  },
  wayOut: /request\.clone\(\)/,
});

/** As Next.js calls what a `route.ts` exports as `POST`. */
behavesLikeAnAdapter('Request and Response', {
  mount: async (receiver, basePath) => called(toWebHandler(receiver, { basePath })),
  mountTooLate: async (receiver) => {
    const POST = toWebHandler(receiver);
    return called(async (request) => {
      await request.json();
      return await POST(request);
    });
  },
  wayOut: /request\.clone\(\)/,
});

function serveHono(application: Hono): Promise<Served> {
  return serve(createAdaptorServer({ fetch: application.fetch }) as Server);
}

test('Hono mounts the handler below a path that it strips itself', async () => {
  const application = new Hono();
  application.all('/shop/*', mount(toWebHandler(recordingReceiver())));
  const { ask } = closing(await serveHono(application));
  expect((await ask(`/shop${REFUND_PATH}`, { method: 'POST', body: CALLBACK })).status).toBe(200);
});

test('a Request that is locked or was read is rejected, and one whose clone was read is accepted', async () => {
  const request = (): Request => new Request(`http://localhost${REFUND_PATH}`, { method: 'POST', body: CALLBACK });
  const [held, begun, copied] = [request(), request(), request()];
  held.body?.getReader();
  const reader = begun.body?.getReader();
  await reader?.read();
  reader?.releaseLock();
  await copied.clone().text();
  const handle = toWebHandler(recordingReceiver());
  const answers = await Promise.all([held, begun, copied].map(handle));
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
});
