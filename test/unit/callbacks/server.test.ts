import { connect } from 'node:net';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createCallbackServer, createReceiver, type Receiver } from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { callbackBody } from '../../support/callback-requests.js';

const CALLBACK = callbackBody({ MerchantTradeNo: 'CBX20220302153064851' });

let server: FastifyInstance;
let url: string;
let ready: boolean;
let kinds: string[];

const receiver: Receiver = createReceiver({
  merchants: new MerchantRegistry(STAGE_MERCHANTS),
  deliver: (_order, { kind }) => {
    kinds.push(kind);
    return Promise.resolve('accepted');
  },
});

beforeEach(async () => {
  ready = true;
  kinds = [];
  await listen({ receiver, isReady: () => Promise.resolve(ready) });
});

afterEach(async () => {
  await server.close();
});

async function listen(options: Parameters<typeof createCallbackServer>[0]): Promise<void> {
  server = createCallbackServer(options);
  await server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('the callback server', () => {
  test('accepts callbacks at both URLs with any content type', async () => {
    for (const type of ['application/json', 'text/html', 'application/x-www-form-urlencoded', 'nonsense']) {
      const body = callbackBody({ MerchantTradeNo: 'CBX20220302153064851', TicketNo: type });
      const { status, text } = await ask('POST', '/ecpay/ticket/use-status', body, { 'content-type': type });
      expect([type, status]).toEqual([type, 200]);
      expect(JSON.parse(text)).toMatchObject({ TransCode: 1 });
    }
    await ask('POST', '/ecpay/ticket/refund', CALLBACK);
    expect(kinds).toEqual(['useStatus', 'useStatus', 'useStatus', 'useStatus', 'refund']);
  });

  test('accepts a body without a content type', async () => {
    const response = await fetch(`${url}/ecpay/ticket/refund`, { method: 'POST', body: Buffer.from(CALLBACK) });
    expect(response.status).toBe(200);
  });

  test('refuses an empty body, a large one, and invalid JSON, in plain text', async () => {
    const json = { 'content-type': 'application/json' };
    expect(await ask('POST', '/ecpay/ticket/refund')).toMatchObject({ status: 400, text: 'refused\n' });
    expect(await ask('POST', '/ecpay/ticket/refund', '{', json)).toMatchObject({ status: 400, text: 'refused\n' });
    expect(await ask('POST', '/ecpay/ticket/refund', 'x'.repeat(70_000))).toMatchObject({
      status: 413,
      text: 'too large\n',
    });
  });

  test('answers other methods with 405 and other paths with 404', async () => {
    const answer = await ask('GET', '/ecpay/ticket/refund');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await ask('DELETE', '/ecpay/ticket/use-status')).status).toBe(405);
    expect((await ask('POST', '/healthz')).status).toBe(405);
    expect((await ask('POST', '/healthz', '{', { 'content-type': 'application/json' })).status).toBe(405);
    expect((await ask('POST', '/', '{', { 'content-type': 'application/json' })).status).toBe(404);
    expect(await ask('GET', '/')).toMatchObject({ status: 404, text: 'not found\n' });
    expect((await ask('POST', '/ecpay/ticket/refund/more', CALLBACK)).status).toBe(404);
    expect(await ask('GET', '/%E0%A4%A')).toMatchObject({ status: 400, text: 'bad request\n' });
  });

  test('reports that it runs, and whether Temporal can be reached', async () => {
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect((await ask('GET', '/readyz')).status).toBe(200);
    ready = false;
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect((await ask('GET', '/readyz')).status).toBe(503);
  });

  test('reveals no internals when it fails', async () => {
    await server.close();
    const failing: Receiver = { ...receiver, receive: () => Promise.reject(new Error('at /srv/app/secret.js')) };
    await listen({ receiver: failing, isReady: () => Promise.reject(new Error('at /srv/app/secret.js')) });
    expect(await ask('POST', '/ecpay/ticket/refund', CALLBACK)).toMatchObject({ status: 500, text: 'error\n' });
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 500, text: 'error\n' });
  });

  test.each(['/shop', '/shop/', '/商店', '/%E5%95%86%E5%BA%97'])(
    'serves callbacks below the base path %s',
    async (basePath) => {
      await server.close();
      await listen({ receiver, isReady: () => Promise.resolve(true), basePath });
      const path = `${basePath.replace(/\/$/, '')}/ecpay/ticket/refund`;
      expect((await ask('POST', path, CALLBACK)).status).toBe(200);
      expect((await ask('POST', '/ecpay/ticket/refund', CALLBACK)).status).toBe(404);
      expect((await ask('GET', '/healthz')).status).toBe(200);
    },
  );

  test.each(['shop', '/shop?a', '/:shop', '/*'])('rejects the base path %s', (basePath) => {
    expect(() => createCallbackServer({ receiver, isReady: () => Promise.resolve(true), basePath })).toThrow(TypeError);
  });

  test.each([
    ['nothing', ''],
    ['half a header', 'POST /ecpay/ticket/use-status HTTP/1.1\r\nHo'],
    ['a whole request', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('closes although a client has sent %s and keeps its connection open', async (_name, bytes) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    // The answer to another request shows that the server has received the first one.
    await ask('GET', '/healthz');
    const closed = once(socket.resume(), 'close');
    await server.close();
    await closed;
  });

  test('answers the callbacks it has before it closes', async () => {
    await server.close();
    const merchants = new MerchantRegistry(STAGE_MERCHANTS);
    const events = new EventEmitter();
    const deliver = async () => {
      events.emit('callback');
      await once(events, 'delivered');
      return 'accepted' as const;
    };
    await listen({ receiver: createReceiver({ merchants, deliver }), isReady: () => Promise.resolve(true) });
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    const called = once(events, 'callback');
    const answer = ask('POST', '/ecpay/ticket/use-status', CALLBACK);
    await called;
    const closed = server.close();
    await new Promise(setImmediate);
    events.emit('delivered');
    expect(await answer).toMatchObject({ status: 200 });
    await closed;
    silent.destroy();
  });

  test('survives input that is not HTTP', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end('\u0000\u0001 not http\r\n\r\n');
    let response = '';
    socket.on('data', (chunk) => (response += chunk.toString()));
    await once(socket, 'close');
    expect(response).toMatch(/^HTTP\/1.1 400/);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });
});
