/** Payloads of a ticket order decrypt in no other workflow, and every path of an order still works. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { ECTicketClient, OrderNotFoundError } from '../../../client/index.js';
import { EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { ECTicketPlugin } from '../../../workers/index.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { payloadsOf, textIn } from './payloads.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const codecKeys = parseCodecKeys(`a:${randomBytes(32).toString('base64')}`);
const QUICK = { firstResultQuery: 300, resultQueryInterval: 300 };
const callback = { kind: 'refund', receivedAt: '', data: {} } as const;

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let client: Client;
let ecticket: ECTicketClient;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  server = await startDevServer(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']);
  sandbox = createSandbox({ issueDelay: 200 });
  const baseUrl = await sandbox.listen({ port: 0 });
  // As from a key service; the client and all workers of the plugin share one codec.
  const fromService = () => Promise.resolve(codecKeys);
  const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', baseUrl, codecKeys: fromService });
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: 'shop',
    workflowsPath: fileURLToPath(new URL('./parent-workflow.ts', import.meta.url)),
    plugins: [plugin],
  });
  const run = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await run;
  };
  client = new Client({ connection: server.connection, plugins: [plugin] });
  ecticket = new ECTicketClient({ checkCatalogue: false, client, merchants, environment: 'sandbox' });
});

afterAll(async () => {
  await stopWorker();
  await sandbox.close();
  await server.teardown();
});

async function historyOf(workflowId: string, runId?: string) {
  return await client.workflow.getHandle(workflowId, runId).fetchHistory();
}

test('an order on every path: each of its payloads is bound to it, through continue-as-new and adoption', async () => {
  const order = electronicOrder('BOUND1', { items: [{ itemNo: 'VQT04959', quantity: 3 }] });
  const { ref, workflowId } = await ecticket.placeOrder({ order, timing: QUICK });
  await ecticket.confirmPayment(ref);
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const handle = client.workflow.getHandle(workflowId);
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, callback);
  await ecticket.redeem(ref, { tickets: { count: 1 } });
  await ecticket.refund(ref, { tickets: { count: 2 }, reason: 'changed her mind' });
  expect(await ecticket.waitForStatus(ref, 'settled', { timeoutMs: 120_000 })).toMatchObject({
    callbacks: { received: 60 },
  });

  // The order has ended. The update adopts it with the state that it carried.
  await ecticket.cancelRedemption(ref, { tickets: { count: 1 }, reason: 'scanned by problem' });
  expect(await ecticket.waitForStatus(ref, 'active', { timeoutMs: 120_000 })).toMatchObject({ counts: { unused: 1 } });

  await untilPasses(async () => {
    const listed = [];
    for await (const line of ecticket.listOrders({})) listed.push(line.ref);
    expect(listed).toContainEqual(ref);
  });
  const runs = await untilPasses(async () => {
    const listed = [];
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) listed.push(runId);
    expect(listed.length).toBeGreaterThan(1);
    return listed;
  });
  for (const runId of runs) {
    const found = payloadsOf(await historyOf(workflowId, runId));
    expect(found.length).toBeGreaterThan(3);
    const loose = found.filter(({ payload }) => textIn(payload, 'bound-to') !== workflowId && !isOfServer(payload));
    expect(loose.map(({ place }) => place)).toEqual([]);
  }
});

test('an order that ECPay refuses, resubmitted by an operator', async () => {
  const order = electronicOrder('BOUND2', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const { ref, workflowId } = await ecticket.placeOrder({ order, payment: { paid: {} }, timing: QUICK });
  await ecticket.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 });
  const decision = { by: 'Angela', why: 'the number was wrong', amount: 1360 };
  await ecticket.resubmit(ref, { ...decision, order: electronicOrder('BOUND2') });
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  const loose = payloadsOf(await historyOf(workflowId)).filter(
    (found) => textIn(found.payload, 'bound-to') !== workflowId,
  );
  expect(loose.map(({ place }) => place)).toEqual([]);
});

test('an order as the child of a merchant’s workflow: started, signalled, its result read', async () => {
  const order = electronicOrder('BOUND3', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
  const workflowId = 'ecticket/3085676/BOUND3';
  const parent = await client.workflow.start('sale', {
    workflowId: 'sale-3',
    taskQueue: 'shop',
    args: [workflowId, { order, payment: { due: 'beforeIssue', paid: {} }, timing: QUICK }],
  });
  const ref = { merchantId: '3085676', merchantTradeNo: 'BOUND3' };
  await startedByParent(ref);
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  await ecticket.redeem(ref, { tickets: { count: 1 } });
  expect(await parent.result()).toMatchObject({ status: 'settled', callbacks: { received: 1 } });

  // A merchant's own workflow is not bound. The child's payloads are bound in the parent's history too.
  const bound = payloadsOf(await historyOf('sale-3')).map(({ payload }) => textIn(payload, 'bound-to'));
  expect(new Set(bound)).toEqual(new Set([undefined, workflowId]));
});

test('a payload that was copied into another order does not decrypt there', async () => {
  const { workflowId } = await ecticket.placeOrder({ order: electronicOrder('BOUND4') });
  const [started] = (await historyOf(workflowId)).events ?? [];
  const copied = 'ecticket/3085676/BOUND5';
  await server.connection.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId: copied,
    workflowType: { name: 'ticketOrder' },
    taskQueue: { name: 'ecticket' },
    input: started?.workflowExecutionStartedEventAttributes?.input ?? null,
    requestId: 'copied',
  });
  const { message } = await failureOfTask(copied);
  expect(message).toContain(`A payload of the workflow "${workflowId}" is in "${copied}", where it does not decrypt.`);
});

/** Returns the decrypted failure of the workflow's first task. */
async function failureOfTask(workflowId: string): Promise<{ message: string }> {
  for (;;) {
    const events = (await historyOf(workflowId)).events ?? [];
    const failed = events.find(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes);
    if (failed) {
      const { failure } = failed.workflowTaskFailedEventAttributes ?? {};
      const [opened] = await new EncryptionCodec(codecKeys).decode([failure?.encodedAttributes ?? {}]);
      return defaultPayloadConverter.fromPayload(opened ?? {});
    }
    await sleep(50);
  }
}

/** Resolves when the first workflow task has completed. */
async function startedByParent(ref: OrderRef): Promise<void> {
  for (;;) {
    try {
      await ecticket.getOrder(ref);
      return;
    } catch (error) {
      if (!(error instanceof OrderNotFoundError)) throw error;
      await sleep(50);
    }
  }
}

/** If an activity is cancelled between two attempts, the server itself writes the cancellation to the history. */
function isOfServer({ data }: { readonly data?: Uint8Array | null }): boolean {
  return Buffer.from(data ?? []).toString() === '"ACTIVITY_ID_NOT_STARTED"';
}
