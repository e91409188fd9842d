/** `ecticket events resend`: an order's events, read from encrypted histories, go to the webhook again. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createEventHandler } from '../../../events/index.js';
import { paperOrder } from '../../support/orders.js';
import { useCliWorld } from './cli-world.js';

const world = useCliWorld({ worker: false });

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const received: string[] = [];
let isDown = false;
const handler = createEventHandler({ secret: SECRET, on: {}, fallback: ({ id }) => void received.push(id) });
const answer = async (request: IncomingMessage, response: ServerResponse) => {
  const { status } = await handler.receive({ headers: request.headers, body: await text(request) });
  response.writeHead(status).end();
};
const server = createServer((request, response) => {
  if (isDown) response.writeHead(500).end();
  else void answer(request, response);
});

const ORDER = '3085676/Resend1';
let env: Record<string, string>;
/** The ids of the order's events, as the worker delivered them. */
let delivered: readonly string[];

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  env = {
    ECTICKET_CODEC_KEYS: `a:${Buffer.alloc(32, 5).toString('base64')}`,
    ECTICKET_EVENTS_URL: `http://127.0.0.1:${port}/`,
    ECTICKET_EVENTS_SECRET: SECRET,
  };
  await world().startWorker(env);
  const stdin = JSON.stringify(paperOrder('Resend1'));
  await world().run(['order', 'place', '-', '--amount', '2400', '--paid'], { stdin, env });
  while (received.length < 2) await pause(100);
  delivered = [...received];
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  received.length = 0;
  isDown = false;
});

test('all events are sent in order, with the ids that they had', async () => {
  expect(await world().run(['events', 'resend', ORDER], { env })).toMatchObject({
    status: 0,
    out: `The webhook accepted 2 events of the order ${ORDER}: 1 paymentConfirmed, 2 issued.\n`,
  });
  expect(received).toEqual(delivered);
});

test('--since leaves out earlier events, possibly all', async () => {
  const since = async (sequence: string) => {
    const { status, json } = await world().run(['events', 'resend', ORDER, '--since', sequence, '--json'], { env });
    return { status, ...(json() as object) };
  };
  const order = { merchantId: '3085676', merchantTradeNo: 'Resend1' };
  const sent = [{ id: delivered[1], sequence: 2, type: 'issued' }];
  expect(await since('2')).toEqual({ status: 0, order: expect.objectContaining(order), sent });
  expect(await since('3')).toEqual({ status: 0, order: expect.objectContaining(order), sent: [] });
  expect(received).toEqual(delivered.slice(1));
});

test('the first event that the webhook does not accept ends the command, which says how to continue', async () => {
  isDown = true;
  const { status, err } = await world().run(['events', 'resend', ORDER, '--since', '2'], { env });
  expect(status).toBe(5);
  expect(err).toMatch(/Sent 0 of 1 events\. Continue with --since 2 \(issued\)\.\n.*answered HTTP 500/);
});

test('an unknown order, a missing webhook and an absurd sequence are refused', async () => {
  const { run } = world();
  expect(await run(['events', 'resend', '3085676/Nobody9'], { env })).toMatchObject({ status: 3 });
  const unset = { ...env, ECTICKET_EVENTS_URL: undefined, ECTICKET_EVENTS_SECRET: undefined } as unknown as typeof env;
  const unsetResult = await run(['events', 'resend', ORDER], { env: unset });
  expect(unsetResult).toMatchObject({ status: 2, err: expect.stringContaining('ECTICKET_EVENTS_URL') });
  expect(await run(['events', 'resend', ORDER, '--since', '0'], { env })).toMatchObject({ status: 2 });
  expect(received).toEqual([]);
});
