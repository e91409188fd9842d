/** The secret of the merchant's webhook is replaced while orders run. The server skips time between attempts. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DeliverEvent } from '../../../activities/index.js';
import type { OrderRef } from '../../../ecticket/order.js';
import { createEventHandler } from '../../../events/index.js';
import { readSettings } from '../../../settings/index.js';
import { webhook } from '../../../workers/index.js';
import { issuedOrder, useOrderWorld } from '../../support/order-world.js';

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const OLD = newSecret();
const NEW = newSecret();
const BOTH = `${NEW},${OLD}`;

/** The merchant's webhook: the secret that it is given, its answers, and the events that it has handled. */
const merchant = { secret: OLD, answers: [] as number[], handled: [] as string[] };
const server = createServer((request, response) => {
  void answer(request).then((status) => response.writeHead(status).end());
});

async function answer(request: IncomingMessage): Promise<number> {
  const events = createEventHandler({
    secret: merchant.secret,
    on: {},
    fallback: ({ sequence, type }) => void merchant.handled.push(`${sequence} ${type}`),
  });
  const { status } = await events.receive({ headers: request.headers, body: await text(request) });
  merchant.answers.push(status);
  return status;
}

let deliver: DeliverEvent;
// The time-skipping server moves an order to another worker only if no worker caches it.
const world = useOrderWorld({ deliver: (event) => deliver(event), cacheOrders: false });

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  await workersSignWith(OLD);
  Object.assign(merchant, { secret: OLD, answers: [], handled: [] });
});

/** Restarts the workers with this value of ECTICKET_EVENTS_SECRET. */
async function workersSignWith(secret: string): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { events } = readSettings({ ECTICKET_EVENTS_URL: url, ECTICKET_EVENTS_SECRET: secret });
  if (events === undefined) throw new Error('both settings of the webhook are set');
  await world().restartWorkers(async () => {
    deliver = webhook(events);
    await Promise.resolve();
  });
}

const redeemOne = (ref: OrderRef) => world().client.redeem(ref, { tickets: { count: 1 } });
const allDelivered = (ref: OrderRef) =>
  world().passTimeUntil(ref, ({ events }) => events.undelivered === 0, { step: '10 seconds' });

test('with both secrets meanwhile, the webhook refuses no event and misses none', async () => {
  const { ref } = await issuedOrder(world(), 'SECRET1', 5);
  const steps: (() => unknown)[] = [
    () => workersSignWith(BOTH),
    () => (merchant.secret = BOTH),
    () => (merchant.secret = NEW),
    () => workersSignWith(NEW),
  ];
  for (const step of steps) {
    await step();
    await redeemOne(ref);
    await allDelivered(ref);
  }
  const redeemed = steps.map((_, index) => `${index + 3} redeemed`);
  expect(merchant.handled).toEqual(['1 paymentConfirmed', '2 issued', ...redeemed]);
  expect(new Set(merchant.answers)).toEqual(new Set([204]));
});

test('after a leak, the workers sign with the new secret alone, and repeat what the webhook refuses meanwhile', async () => {
  const { ref } = await issuedOrder(world(), 'SECRET2', 3);
  await allDelivered(ref);
  await workersSignWith(NEW);
  await redeemOne(ref);
  await redeemOne(ref);
  await world().passTimeUntil(ref, () => merchant.answers.includes(401), { step: '10 seconds' });
  expect((await world().client.getOrder(ref)).events).toMatchObject({ last: 4, undelivered: 2 });

  merchant.secret = NEW;
  await allDelivered(ref);
  expect(merchant.handled).toEqual(['1 paymentConfirmed', '2 issued', '3 redeemed', '4 redeemed']);
});
