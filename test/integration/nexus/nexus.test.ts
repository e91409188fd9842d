/** The Nexus service: a team in one namespace orders and redeems tickets of a merchant in another. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { codecKey, encryptedDataConverter } from '../../../codec/index.js';
import { ECTicketNexusPlugin, type OrderClient } from '../../../nexus/worker/index.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';
import type * as workflows from './caller-workflows.js';

const CALLERS = 'callers';
const TASK_QUEUE = 'ecticket-nexus';
const endpointKey = codecKey('endpoint', randomBytes(32));
const callersKey = codecKey('callers', randomBytes(32));
const callersConverter = encryptedDataConverter([callersKey, endpointKey]);

const ends: (() => Promise<void>)[] = [];
let callers: Client;
let endNexusWorker: () => Promise<void>;
/** What the handler has passed to the client. */
const placements: Parameters<OrderClient['placeOrder']>[0][] = [];
/** Redemptions that the order has made and whose answer the handler loses. */
let lostAnswers = 0;

// Registered first, so that the workers end before the connection of the world.
afterAll(async () => {
  await endNexusWorker();
  for (const end of ends) await end();
});
const world = useDevWorld();

beforeAll(async () => {
  const { connection, nativeConnection } = world().environment;
  await connection.workflowService.registerNamespace({
    namespace: CALLERS,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await connection.operatorService.createNexusEndpoint({
    spec: { name: 'ecticket', target: { worker: { namespace: 'default', taskQueue: TASK_QUEUE } } },
  });
  callers = new Client({ connection, namespace: CALLERS, dataConverter: callersConverter });
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace: CALLERS,
    taskQueue: 'callers',
    workflowsPath: fileURLToPath(new URL('./caller-workflows.ts', import.meta.url)),
    dataConverter: callersConverter,
  });
  ends.push(runInBackground(worker));
  endNexusWorker = await startNexusWorker();
});

function runInBackground(worker: Worker): () => Promise<void> {
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}

async function startNexusWorker(): Promise<() => Promise<void>> {
  const { client } = world();
  const tickets: OrderClient = {
    placeOrder: (placement) => {
      placements.push(placement);
      return client.placeOrder({ ...placement, timing: PROMPT });
    },
    getOrder: (ref) => client.getOrder(ref),
    refund: (...call) => client.refund(...call),
    redeem: async (...call) => {
      const outcome = await client.redeem(...call);
      if (lostAnswers === 0) return outcome;
      lostAnswers -= 1;
      throw new Error('the answer was lost');
    },
  };
  const worker = await Worker.create({
    connection: world().environment.nativeConnection,
    taskQueue: TASK_QUEUE,
    plugins: [new ECTicketNexusPlugin({ tickets, environment: 'stage', codecKeys: [endpointKey, callersKey] })],
  });
  return runInBackground(worker);
}

type Workflows = typeof workflows;

async function start<Type extends keyof Workflows>(type: Type, input: Parameters<Workflows[Type]>[0]) {
  const options = { workflowId: randomUUID(), taskQueue: 'callers', args: [input] };
  return await callers.workflow.start<Workflow>(type, options);
}

/** The failure that the caller of an operation finds: the innermost cause. */
async function failureOf(result: Promise<unknown>): Promise<unknown> {
  let failure: unknown = await result.catch((error: unknown) => error);
  if (!(failure instanceof WorkflowFailedError)) throw new Error(`the workflow did not fail: ${String(failure)}`);
  while (failure instanceof Error && failure.cause !== undefined) failure = failure.cause;
  return failure;
}

/** Waits until the handler has started the operation. */
async function untilStarted(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    if (events?.some(({ nexusOperationStartedEventAttributes: started }) => started)) return;
    await sleep(50);
  }
}

const paid = { paid: { reference: 'R1' } };

describe('order.issue', () => {
  test('completes with the tickets, and is another operation on the same order if repeated', async () => {
    const order = electronicOrder('Nexus1');
    const [one, two] = [await start('buy', { order, payment: paid }), await start('buy', { order, payment: paid })];
    const issued: unknown = await one.result();
    expect(issued).toMatchObject({ order: { merchantTradeNo: 'Nexus1' }, tickets: [{ state: 'unused' }, {}] });
    expect(await two.result()).toEqual(issued);
    expect(world().orderAtECPay('Nexus1').issueCalls).toBe(1);
  });

  test('fails with the mistakes of an invalid order, and with the status of one that ends without tickets', async () => {
    const order = { ...electronicOrder('Nexus2'), customerPhone: '12' };
    const invalid = await start('buy', { order, payment: paid });
    expect(await failureOf(invalid.result())).toMatchObject({
      type: 'INVALID_ORDER',
      details: [{ violations: [expect.objectContaining({ path: 'customerPhone' })] }],
    });
    const deadline = new Date(Date.now() + 3_600_000);
    const payment = { deadline: deadline.toISOString() };
    const unpaid = await start('buy', { order: electronicOrder('Nexus3'), payment });
    await untilStarted(unpaid);
    expect(placements.at(-1)?.payment).toEqual({ deadline });
    const ref = { merchantId: '3085676', merchantTradeNo: 'Nexus3' };
    await world().client.cancelOrder(ref, { by: 'Angela', why: 'the customer does not pay' });
    expect(await failureOf(unpaid.result())).toMatchObject({
      type: 'ORDER_WITHOUT_TICKETS',
      details: [{ status: 'cancelled' }],
    });
  });

  test('completes with the tickets of the order that has replaced it under a new number', async () => {
    const order = electronicOrder('Nexus6');
    await world().control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'Nexus6' });
    const handle = await start('buy', { order, payment: paid });
    await untilStarted(handle);
    const ref = { merchantId: '3085676', merchantTradeNo: 'Nexus6' };
    await world().client.waitForStatus(ref, 'needsAttention', { timeoutMs: 30_000 });
    const fresh = electronicOrder('Nexus7');
    await world().client.resubmit(ref, { by: 'Angela', why: 'ECPay failed to issue it', order: fresh });
    expect(await handle.result()).toMatchObject({ order: { merchantTradeNo: 'Nexus7' }, tickets: [{}, {}] });
  });

  test('continues when the worker of the service was restarted', async () => {
    const handle = await start('buy', { order: electronicOrder('Nexus4') });
    const ref = { merchantId: '3085676', merchantTradeNo: 'Nexus4' };
    await untilStarted(handle);
    await endNexusWorker();
    await world().client.confirmPayment(ref, {});
    endNexusWorker = await startNexusWorker();
    expect(await handle.result()).toMatchObject({ tickets: [{}, {}] });
  });
});

describe('order.redeem', () => {
  test('acts once per request, also if the answer was lost, and reports a refusal', async () => {
    const { ref, ticketNos } = await world().issued(electronicOrder('Nexus5'));
    lostAnswers = 1;
    const redeemed = await start('redeem', { order: ref, tickets: { count: 1 } });
    expect(await redeemed.result()).toMatchObject({ tickets: [{ result: 'done', state: 'redeemed' }] });
    expect(lostAnswers).toBe(0);
    expect((await world().client.getOrder(ref)).counts).toMatchObject({ redeemed: 1, unused: 1 });

    const again = await start('redeem', { order: ref, tickets: { ticketNo: ticketNos[0] ?? '' } });
    expect(await failureOf(again.result())).toMatchObject({
      type: 'TICKET_ACTION_REFUSED',
      details: [{ reason: 'ALREADY_REDEEMED' }],
    });
  });
});
