/**
 * The heartbeats of an attempt do not reach Temporal, and another worker gets the next attempt. Both are alive: only
 * one may send the order to ECPay.
 */
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities } from '../../../activities/index.js';
import { TcpProxy } from '../../../chaos/system/tcp-proxy.js';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, PaymentApi, STAGE_MERCHANTS, TicketApi } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { makeCheckPlacement } from '../../../workers/check-placement.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../../../workflows/messages/names.js';
import { PROMPT } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { workflowBundle } from '../../support/workflow-bundle.js';

/** Long, for a busy machine. No test asserts it. */
const TIMEOUT_MS = 120_000;

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let sandboxUrl: string;
let proxy: TcpProxy;
let proxied: NativeConnection;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startDevServer();
  sandbox = createSandbox({ duplicates: 'allow' });
  sandboxUrl = await sandbox.listen({ port: 0 });
  proxy = await TcpProxy.listen(() => Number(server.address.split(':')[1]));
  proxied = await NativeConnection.connect({ address: `127.0.0.1:${proxy.port}` });
  const workflows = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: createMerchantActivities({ deliver: () => Promise.resolve() }),
  });
  ends.push(start(workflows));
});

afterAll(async () => {
  for (const end of ends) await end();
  await proxied.close();
  await proxy.close();
  await sandbox.close();
  await server.teardown();
});

/** Returns a function that shuts the worker down and resolves when its last activity has ended. */
function start(worker: Worker): () => Promise<void> {
  const run = worker.run();
  return async () => {
    worker.shutdown();
    await run;
  };
}

/** Starts a worker that calls ECPay. Its requests wait for `mayPass` before the gate. */
async function startProvider(connection: NativeConnection, mayPass: () => Promise<void>): Promise<() => Promise<void>> {
  const stage: Readonly<Record<string, (typeof STAGE_MERCHANTS)['3085676']>> = STAGE_MERCHANTS;
  const merchants = new MerchantRegistry(async (id) => {
    await mayPass();
    return stage[id];
  });
  const api = new TicketApi({ merchants, baseUrl: sandboxUrl });
  const payments = new PaymentApi({ merchants, baseUrl: sandboxUrl });
  const checkPlacement = makeCheckPlacement({ api, merchants, client: server.client });
  const log = { warn: () => undefined };
  const activities = createProviderActivities({ api, payments, checkPlacement, log });
  const options = { connection, taskQueue: PROVIDER_TASK_QUEUE, activities, shutdownGraceTime: '20 seconds' } as const;
  const end = start(await Worker.create(options));
  return async () => {
    await end();
    api.close();
  };
}

test('an attempt whose heartbeats were lost does not send the order that the next attempt has sent', async () => {
  const gate = new EventEmitter();
  const [held, released] = [once(gate, 'held'), once(gate, 'released')];
  const endFirst = await startProvider(proxied, async () => {
    gate.emit('held');
    await released;
  });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const { client } = server;
  const tickets = new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client, merchants });
  const order = paperOrder('Lost1', 2);
  const { ref } = await tickets.placeOrder({ order, payment: { paid: {} }, timing: PROMPT });
  await held;
  proxy.disconnect();
  ends.push(await startProvider(server.nativeConnection, () => Promise.resolve()));
  await tickets.waitForStatus(ref, 'active', { timeoutMs: TIMEOUT_MS });
  proxy.reconnect();
  gate.emit('released');
  await endFirst();
  expect(sandbox.book.order('Lost1')).toMatchObject({ issuances: 1 });
});
