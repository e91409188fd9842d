/** A production setup: encrypted payloads, and events to a signed webhook that is down at times. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createSandbox } from '../../../sandbox/index.js';
import { createECTicketWorkers, webhook } from '../../../workers/index.js';
import type { MerchantEvent } from '../../../workflows/index.js';
import { PROMPT } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { startDevServer, temporalCli } from '../../support/temporal-servers.js';

const codecKeys = parseCodecKeys(`a:${randomBytes(32).toString('base64')}`);
const secret = randomBytes(32);
const WAIT = { timeoutMs: 120_000 };

let server: TestWorkflowEnvironment;
let client: Client;
let ecticket: ECTicketClient;
const ends: (() => Promise<unknown>)[] = [];

/** The merchant's webhook: its calls, and the events that it accepted in order of arrival. */
const endpoint = { isDown: false, calls: 0, events: [] as MerchantEvent[] };

beforeAll(async () => {
  server = await startDevServer();
  ends.push(() => server.teardown());
  const sandbox = createSandbox({ issueDelay: 100 });
  ends.push(() => sandbox.close());
  const baseUrl = await sandbox.listen({ port: 0 });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const workers = await createECTicketWorkers({
    ...{ merchants, environment: 'sandbox', baseUrl, codecKeys },
    connection: server.nativeConnection,
    onEvent: webhook({ url: await startEndpoint(), secret: createSecretKey(secret) }),
    providerRate: 100,
  });
  const running = workers.run();
  ends.push(() => {
    workers.shutdown();
    return running;
  });
  client = new Client({ connection: server.connection, dataConverter: encryptedDataConverter(codecKeys) });
  ecticket = new ECTicketClient({ checkCatalogue: false, client, merchants, environment: 'sandbox' });
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function startEndpoint(): Promise<string> {
  const http = createServer((request, response) => {
    endpoint.calls += 1;
    void handleDelivery(request).then((status) => response.writeHead(status).end());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  ends.push(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/events`;
}

/** Accepts only events with a valid Standard Webhooks signature. Returns the HTTP status. */
async function handleDelivery(request: IncomingMessage): Promise<number> {
  const body = await text(request);
  if (endpoint.isDown) return 503;
  try {
    const event = new Webhook(secret, { format: 'raw' }).verify(body, request.headers as Record<string, string>);
    endpoint.events.push(event as MerchantEvent);
    return 204;
  } catch {
    return 401;
  }
}

/** The accepted events of an order, deduplicated by id. */
function acceptedEvents(tradeNo: string): string[] {
  const events = endpoint.events.filter(({ order }) => order.merchantTradeNo === tradeNo);
  return [...new Map(events.map((event) => [event.id, `${event.sequence} ${event.type}`])).values()];
}

test('`temporal workflow signal` with plain JSON confirms the payment of an order with encrypted history', async () => {
  const payment = { amount: 1360 };
  const { ref, workflowId } = await ecticket.placeOrder({ order: electronicOrder('Plain1'), payment, timing: PROMPT });
  const signal = ['workflow', 'signal', '--name', 'paymentConfirmed', '--input', '{"amount":1360}'];
  await temporalCli(server, ...signal, '--workflow-id', workflowId);
  const issued = await ecticket.waitForStatus(ref, 'active', WAIT);
  expect(issued).toMatchObject({ payment: { paid: { amount: 1360 } }, counts: { unused: 2 } });
  const history = await temporalCli(server, 'workflow', 'show', '--output', 'json', '--workflow-id', workflowId);
  expect(history).toContain('encryption-key-id');
  expect(history).not.toContain(Buffer.from('王珊珊').toString('base64').slice(0, 8));
});

test('events arrive signed and in order, and tickets can be used while the webhook is down', async () => {
  const { ref, workflowId } = await ecticket.placeOrder({ order: paperOrder('Hook1', 3), timing: PROMPT });
  await ecticket.confirmPayment(ref, { amount: 3600 });
  await ecticket.waitForStatus(ref, 'active', WAIT);
  await ecticket.redeem(ref, { tickets: { count: 1 } });
  while ((await ecticket.getOrder(ref)).events.undelivered > 0) await server.sleep('50 milliseconds');

  endpoint.isDown = true;
  const before = endpoint.calls;
  await ecticket.refund(ref, { tickets: { count: 1 } });
  await ecticket.cancelRefund(ref, { tickets: { count: 1 } });
  await ecticket.redeem(ref, { tickets: { count: 2 } });
  const settled = await ecticket.waitForStatus(ref, 'settled', WAIT);
  expect(settled).toMatchObject({ counts: { redeemed: 3 }, events: { undelivered: 4 } });
  expect(endpoint.calls).toBeGreaterThan(before);
  expect(acceptedEvents('Hook1')).toEqual(['1 paymentConfirmed', '2 issued', '3 redeemed']);

  endpoint.isDown = false;
  await client.workflow.getHandle(workflowId).result();
  expect(acceptedEvents('Hook1')).toEqual([
    ...['1 paymentConfirmed', '2 issued', '3 redeemed'],
    ...['4 refunded', '5 refundCancelled', '6 redeemed', '7 settled'],
  ]);
});
