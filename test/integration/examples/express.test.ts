/** A customer buys from the merchant of examples/express. ECPay and the worker call its backend. */
import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createMerchant } from '../../../examples/express/merchant.js';
import { webhook } from '../../../workers/webhook.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { start } from '../scripts/run-script.js';

const secret = Buffer.alloc(32, 7);
const server = createServer();
let url: string;
const world = useDevWorld({
  deliver: (event) => webhook({ url: `${url}/ecticket/events`, secret: createSecretKey(secret) })(event),
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { environment, sandboxUrl } = world();
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const eventsSecret = `whsec_${secret.toString('base64')}`;
  const { client } = environment;
  server.on('request', createMerchant({ client, merchants, url, eventsSecret, sandboxUrl, timing: PROMPT }));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const read = async (path: string, init?: RequestInit) => await (await fetch(url + path, init)).text();
const field = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];

test('a paid order gets its tickets, and the page of the order shows its status and events', async () => {
  const [, checkout = '', number = ''] = /action="(\/orders\/(\w+)\/checkout)"/.exec(await read('/')) ?? [];
  const form = await read(checkout, { method: 'POST' });
  expect(await read(checkout, { method: 'POST' })).toContain(number);
  expect([field(form, 'MerchantTradeNo'), field(form, 'TotalAmount')]).toEqual([number, '1360']);
  const notifyUrl = field(form, 'ReturnURL');
  expect(notifyUrl).toBe(`${url}/ecpay/payment/aio`);
  await world().control('payments', { kind: 'aio', merchantTradeNo: number, amount: 1360, notifyUrl });
  const ref = { merchantId: '3085676', merchantTradeNo: number };
  const { tickets } = await world().client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  await world().control(`orders/${number}/redeem`, { count: 1 });
  await world().runCallbacks();
  await world().until(ref, ({ counts, events }) => counts.redeemed === 1 && events.undelivered === 0);
  const { callbacks } = world().orderAtECPay(number);
  expect(callbacks.map(({ url: called }) => called)).toEqual([`${url}/ecpay/ticket/use-status`]);
  const status = await read(`/orders/${number}`);
  expect(status).toContain(`Order ${number}: active`);
  for (const { ticketNo } of tickets) expect(status).toContain(ticketNo);
  expect(status).toMatch(/Events: .*issued, redeemed/);
});

test('an unknown order is not found, and an unsigned event is refused', async () => {
  expect((await fetch(`${url}/orders/NONE`)).status).toBe(404);
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/ecticket/events`, { method: 'POST', headers, body: '{}' })).status).toBe(401);
});

test('npm run example starts an example, and explains wrong arguments', async () => {
  const example = start('scripts/run.mjs', ['example', 'express', '--port', '0']);
  const [address = ''] = /http\S+/.exec(await example.waitForLine(/^listening on /)) ?? [];
  expect(await (await fetch(address)).text()).toContain('Afternoon tea for two');
  const { port } = new URL(address);
  const inUse = await start('scripts/run.mjs', ['example', 'counter', '--port', port]).ended;
  expect([inUse.status, inUse.output]).toEqual([1, expect.stringMatching(/EADDRINUSE.* Choose another port/)]);
  const wrong = await start('scripts/run.mjs', ['example', 'nothing']).ended;
  expect([wrong.status, wrong.output]).toEqual([1, expect.stringMatching(/no example "nothing".*counter \| express/)]);
  example.signal('SIGTERM');
  expect((await example.ended).status).toBe(0);
});
