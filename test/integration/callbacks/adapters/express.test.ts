import { expect, test } from '@jest/globals';
import express from 'express';
import { toExpressHandler } from '../../../../callbacks/index.js';
import { behavesLikeAnAdapter, CALLBACK, closing, REFUND_PATH } from '../../../support/adapter-cases.js';
import { recordingReceiver } from '../../../support/callback-receiver.js';
import { serve } from '../../../support/served.js';

behavesLikeAnAdapter('Express', {
  mount: (receiver, prefix) => serve(express().use(prefix, toExpressHandler(receiver))),
  mountTooLate: (receiver) => serve(express().use(express.json()).use(toExpressHandler(receiver))),
  wayOut: /before express\.json\(\)/,
});

test('the other routes of the application keep their body parsers and paths', async () => {
  const application = express()
    .use(toExpressHandler(recordingReceiver()))
    .use(express.json())
    .post('/orders', (request, response) => response.json(request.body));
  const { ask } = closing(await serve(application));
  const headers = { 'content-type': 'application/json' };
  expect(await (await ask('/orders', { method: 'POST', headers, body: '{"a":1}' })).json()).toEqual({ a: 1 });
  expect((await ask(REFUND_PATH, { method: 'POST', headers, body: CALLBACK })).status).toBe(200);
});

test('bodies that were read as bytes or text are accepted', async () => {
  for (const parser of [express.raw({ type: '*/*' }), express.text({ type: '*/*' })]) {
    const { ask } = closing(await serve(express().use(parser, toExpressHandler(recordingReceiver()))));
    expect((await ask(REFUND_PATH, { method: 'POST', body: CALLBACK })).status).toBe(200);
  }
});

test('the handler works for a single route', async () => {
  const { ask } = closing(await serve(express().post(REFUND_PATH, toExpressHandler(recordingReceiver()))));
  expect((await ask(REFUND_PATH, { method: 'POST', body: CALLBACK })).status).toBe(200);
});
