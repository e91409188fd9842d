import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type LogEntry,
  type NativeConnectionOptions,
  type WorkflowBundleWithSourceMap,
  type WorkerOptions,
} from '@temporalio/worker';
import { ECTicketClient, ECTicketClientPlugin } from '../../../client/index.js';
import { parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { ECTicketPlugin } from '../../../workers/index.js';
import type { MerchantEvent } from '../../../workflows/index.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { startStubECPay, type StubECPay } from './stub-ecpay.js';

const REFUSAL_MESSAGE = '商品編號錯誤';
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const codecKeys = parseCodecKeys(`a:${Buffer.alloc(32, 7).toString('base64')}`);

let server: TestWorkflowEnvironment;
/** Of the merchant's own workflows. */
let workflowBundle: WorkflowBundleWithSourceMap;
let ecpay: StubECPay;
let connection: NativeConnection | undefined;
const logged: LogEntry[] = [];
let events: MerchantEvent[];
let plugin: ECTicketPlugin;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('INFO', (entry) => logged.push(entry)) });
  server = await startDevServer();
  const workflowsPath = fileURLToPath(new URL('./merchant-workflows.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath });
  ecpay = await startStubECPay(() => ({ RtnCode: 10_200_047, RtnMsg: REFUSAL_MESSAGE }));
});

afterAll(async () => {
  await ecpay.close();
  await server.teardown();
});

beforeEach(() => {
  logged.length = 0;
  events = [];
  const onEvent = async (event: MerchantEvent) => void events.push(event);
  plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', baseUrl: ecpay.url, codecKeys, onEvent });
});

/** Closing a connection that a worker still uses is an error, so that each test shows that no worker is left. */
afterEach(async () => {
  await connection?.close();
  connection = undefined;
});

test('ticket orders run beside a merchant’s own workflows', async () => {
  const worker = await merchantWorker({ plugins: [plugin] });
  const client = new Client({ connection: server.connection, plugins: [plugin] });

  const [parcel, snapshot] = await worker.runUntil(() =>
    Promise.all([
      client.workflow.execute<(what: string) => Promise<string>>('parcel', {
        workflowId: 'parcel',
        taskQueue: 'shop',
        args: ['a cup'],
      }),
      refusedOrder(client, 'Beside1'),
    ]),
  );

  expect(parcel).toBe('packed: a cup');
  expect(snapshot.attention).toMatchObject({ message: REFUSAL_MESSAGE });
  expect(ecpay.calls).toContain('/api/Ticket/Issue');
  expect(events.map(({ type, order }) => [type, order.merchantTradeNo])).toContainEqual(['needsAttention', 'Beside1']);
});

test('the history contains neither personal data nor ECPay’s messages', async () => {
  const worker = await merchantWorker({ plugins: [plugin] });
  const client = new Client({ connection: server.connection, plugins: [plugin] });
  await worker.runUntil(() => refusedOrder(client, 'Sealed1'));

  const { history } = await server.connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId: 'ecticket/3085676/Sealed1' },
  });
  const bytes = Buffer.from(proto.temporal.api.history.v1.History.encode(history ?? {}).finish());
  expect(bytes.includes('binary/encrypted')).toBe(true);
  for (const text of ['王珊珊', '0912345678', 'abc@example.com', REFUSAL_MESSAGE])
    expect([text, bytes.includes(text)]).toEqual([text, false]);
});

test('a client with the light plugin reads and writes what the workers encrypt', async () => {
  const worker = await merchantWorker({ plugins: [plugin] });
  const client = new Client({ connection: server.connection, plugins: [new ECTicketClientPlugin({ codecKeys })] });
  const snapshot = await worker.runUntil(() => refusedOrder(client, 'Light1'));
  expect(snapshot.attention).toMatchObject({ message: REFUSAL_MESSAGE });

  const { history } = await server.connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId: 'ecticket/3085676/Light1' },
  });
  const bytes = Buffer.from(proto.temporal.api.history.v1.History.encode(history ?? {}).finish());
  expect(bytes.includes('王珊珊')).toBe(false);
});

test('a plugin that is given to both the connection and the Worker works as if given once', async () => {
  const worker = await merchantWorker({ plugins: [plugin] }, { plugins: [plugin] });
  const client = new Client({ connection: server.connection, plugins: [plugin] });
  const snapshot = await worker.runUntil(() => refusedOrder(client, 'Twice1'));
  expect(snapshot.status).toBe('needsAttention');
  const started = logged
    .filter(({ meta }) => meta?.['state'] === 'RUNNING')
    .map(({ meta }) => meta?.['taskQueue'] as string);
  expect(started.sort()).toEqual(['ecticket', 'ecticket-provider', 'shop']);
});

test('two Workers on one connection share the ECTicket workers, which run until the last Worker ends', async () => {
  const first = await merchantWorker({ plugins: [plugin] });
  const second = await workerOn(connection, { taskQueue: 'warehouse', plugins: [plugin] });
  const client = new Client({ connection: server.connection, plugins: [plugin] });

  const snapshot = await second.runUntil(async () => {
    await first.runUntil(Promise.resolve());
    return await refusedOrder(client, 'Shared1');
  });
  expect(snapshot.status).toBe('needsAttention');
  expect(startedTaskQueues()).toEqual(['ecticket', 'ecticket-provider', 'shop', 'warehouse']);
});

test('the ECTicket workers end with a merchant’s Worker that ends before they are created', async () => {
  const worker = await merchantWorker({ plugins: [plugin] });
  await worker.runUntil(Promise.resolve());
  expect(worker.getState()).toBe('STOPPED');
});

test('in a namespace without the search attributes, the run fails and says how to add them', async () => {
  const executable = { type: 'existing-path' as const, path: process.env['TEMPORAL_CLI_PATH'] ?? '' };
  const bare = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  try {
    const worker = await merchantWorker({ plugins: [plugin] }, { address: bare.address });
    await expect(worker.run()).rejects.toMatchObject({
      code: 'SEARCH_ATTRIBUTES_MISSING',
      message: expect.stringContaining(
        'temporal operator search-attribute create --namespace default --name ECTicketStatus --type Keyword',
      ),
    });
    expect(worker.getState()).toBe('STOPPED');
    await connection?.close();
    connection = undefined;
  } finally {
    await bare.teardown();
  }
});

async function merchantWorker(options: Partial<WorkerOptions>, to: NativeConnectionOptions = {}): Promise<Worker> {
  connection = await NativeConnection.connect({ address: server.address, ...to });
  return await workerOn(connection, options);
}

async function workerOn(on: NativeConnection | undefined, options: Partial<WorkerOptions>): Promise<Worker> {
  return await Worker.create({
    ...(on && { connection: on }),
    taskQueue: 'shop',
    workflowBundle,
    activities: { pack: async (what: string) => `packed: ${what}` },
    ...options,
  });
}

function startedTaskQueues(): unknown[] {
  const started = logged.filter(({ meta }) => meta?.['state'] === 'RUNNING');
  return started.map(({ meta }) => meta?.['taskQueue'] as unknown).sort();
}

async function refusedOrder(client: Client, merchantTradeNo: string) {
  const tickets = new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client, merchants });
  const { ref } = await tickets.placeOrder({ order: electronicOrder(merchantTradeNo), payment: { paid: {} } });
  return await tickets.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 });
}
