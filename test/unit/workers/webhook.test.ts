import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { webhook } from '../../../workers/index.js';
import type { MerchantEvent } from '../../../workflows/index.js';

const SECRET = Buffer.alloc(32, 5);
const EVENT: MerchantEvent = {
  id: 'ecticket/3085676/A1/2',
  sequence: 2,
  type: 'late',
  at: '2026-11-22T07:00:00.000Z',
  order: { merchantId: '3085676', merchantTradeNo: 'A1' },
  data: { issueAcceptedAt: '2026-11-22T06:50:00.000Z' },
};

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

test('an event arrives as JSON with a signature that a Standard Webhooks library verifies', async () => {
  const { url, received } = await startWebhook((response) => response.writeHead(204).end());
  await deliverTo(url);

  const [request] = received;
  const verifier = new Webhook(`whsec_${SECRET.toString('base64')}`);
  const event = verifier.verify(request?.body ?? '', request?.headers as Record<string, string>);
  expect(event).toEqual(EVENT);
  expect(request?.headers).toMatchObject({ 'webhook-id': EVENT.id, 'content-type': 'application/json' });
});

test('during a rotation, an event verifies with the new secret and with the old one', async () => {
  const { url, received } = await startWebhook((response) => response.writeHead(204).end());
  const [newest, old] = [randomBytes(32), SECRET];
  await webhook({ url, secret: [newest, old].map((secret) => createSecretKey(secret)) })(EVENT);

  const [request] = received;
  const verifies = (secret: Buffer) =>
    new Webhook(secret, { format: 'raw' }).verify(request?.body ?? '', request?.headers as Record<string, string>);
  expect(verifies(newest)).toEqual(EVENT);
  expect(verifies(old)).toEqual(EVENT);
  expect(() => verifies(randomBytes(32))).toThrow('No matching signature');
});

test.each([300, 302, 400, 404, 410, 500, 503])('HTTP %i rejects the event, which is sent once', async (status) => {
  const { url, received } = await startWebhook((response) =>
    response.writeHead(status, { location: '/' }).end('secret words'),
  );
  const error = await failureOf(deliverTo(url));
  expect(error).toMatchObject({ name: 'EventNotAcceptedError', code: 'EVENT_NOT_ACCEPTED', answer: status });
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(/secret words|ecticket\/3085676/);
  expect(received).toHaveLength(1);
});

test('a webhook that is down or closes the connection has not received the event', async () => {
  expect(await failureOf(deliverTo('http://127.0.0.1:1/'))).toMatchObject({ answer: 'ECONNREFUSED' });
  const { url } = await startWebhook((response) => response.destroy());
  expect(await failureOf(deliverTo(url))).toMatchObject({ code: 'EVENT_NOT_ACCEPTED', answer: 'ECONNRESET' });
});

test('a response that never ends does not delay an accepted event', async () => {
  const { url } = await startWebhook((response) => response.writeHead(200).write('and'));
  await deliverTo(url);
});

async function deliverTo(url: string): Promise<void> {
  await webhook({ url, secret: createSecretKey(SECRET) })(EVENT);
}

async function startWebhook(
  answer: (response: ServerResponse) => unknown,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answer(response);
    });
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, received };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
