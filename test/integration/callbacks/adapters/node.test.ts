import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { buffer, json, text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { toNodeHandler, type NodeRequest, type Receiver } from '../../../../callbacks/index.js';
import { behavesLikeAnAdapter, CALLBACK, closing, REFUND_PATH } from '../../../support/adapter-cases.js';
import { recordingReceiver } from '../../../support/callback-receiver.js';
import { serve, type Served } from '../../../support/served.js';

behavesLikeAnAdapter('node:http', {
  mount: (receiver, basePath) => {
    const handle = toNodeHandler(receiver, { basePath });
    return serve((request, response) => void handle(request, response));
  },
  mountTooLate: (receiver) => serveAfter(json, receiver),
  wayOut: /before express\.json\(\)/,
});

/** A server that reads the body first and stores the result, as body parsers do. */
function serveAfter(read: (request: NodeRequest) => Promise<unknown>, receiver: Receiver): Promise<Served> {
  const handle = toNodeHandler(receiver);
  return serve((request, response) => {
    void read(request).then((body) => handle(Object.assign(request, { body }), response));
  });
}

test('a body that was read before is accepted if its bytes were kept', async () => {
  const { ask } = closing(await serveAfter(buffer, recordingReceiver()));
  expect((await ask(REFUND_PATH, { method: 'POST', body: CALLBACK })).status).toBe(200);
});

test('an answer that the application sent meanwhile is kept', async () => {
  let response: ServerResponse | undefined;
  let handled: Promise<void> | undefined;
  const deliver = async () => {
    response?.writeHead(504).end('too late');
    return 'accepted' as const;
  };
  const handle = toNodeHandler(recordingReceiver({ deliver }));
  const { ask } = closing(
    await serve((request, its) => {
      response = its;
      handled = handle(request, its);
    }),
  );
  expect((await ask(REFUND_PATH, { method: 'POST', body: CALLBACK })).status).toBe(504);
  await expect(handled).resolves.toBeUndefined();
});

test('after a body that is too large the connection serves the next request', async () => {
  const handle = toNodeHandler(recordingReceiver());
  const addresses: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    // As an access log does.
    response.on('finish', () => addresses.push(request.socket.remoteAddress));
    void handle(request, response);
  });
  closing(await serve(server));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  const post = (body: string, connection: string) => {
    const head = ['Host: localhost', `Connection: ${connection}`, `Content-Length: ${body.length}`];
    socket.write(`POST ${REFUND_PATH} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`);
  };
  post('x'.repeat(4 * 1024 * 1024), 'keep-alive');
  post(CALLBACK, 'close');
  expect((await text(socket)).match(/^HTTP.*$/gm)).toEqual(['HTTP/1.1 413 Payload Too Large', 'HTTP/1.1 200 OK']);
  expect(addresses).toEqual(['127.0.0.1', '127.0.0.1']);
});

test.each(['shop', '/shop?a=1', '/shop#a', 'https://shop.example.tw'])('%s is rejected as a base path', (basePath) => {
  expect(() => toNodeHandler(recordingReceiver(), { basePath })).toThrow(
    `basePath must be a path such as "/shop", without ? # : and *, not "${basePath}"`,
  );
});

test.each(['/shop/', '/商店', '/a b'])('%s is accepted as a base path', async (basePath) => {
  const handle = toNodeHandler(recordingReceiver(), { basePath });
  const { ask } = closing(await serve((request, response) => void handle(request, response)));
  const path = basePath.replace(/\/$/, '') + REFUND_PATH;
  expect((await ask(path, { method: 'POST', body: CALLBACK })).status).toBe(200);
});
