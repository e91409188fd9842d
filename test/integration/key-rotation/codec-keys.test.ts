/**
 * A codec key is replaced while orders run, in the steps of docs/how-to/rotate-keys.md. The server suggests to continue
 * as new after 40 events, so that an order outlives the history that the old key encrypted.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, EncryptionCodec, parseCodecKeys, type CodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { PROMPT } from '../../support/dev-world.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { paperOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';

const keyOf = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [keyOf('old'), keyOf('new')];
const WAIT = { timeoutMs: 120_000 };
const CALLBACK = { kind: 'refund', receivedAt: '', data: {} } as const;

let workerKeys = parseCodecKeys(OLD);
let world: OrderWorld;

beforeAll(async () => {
  const environment = await startDevServer(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']);
  world = await startOrderWorld(environment, {
    sandbox: { issueDelay: 100 },
    // The prebuilt bundle of the tests has no failure converter, which the other half of the data converter needs.
    dataConverter: () => ({ payloadCodecs: [new EncryptionCodec(workerKeys)] }),
  });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

async function restartWorkersWith(keys: CodecKeys): Promise<void> {
  workerKeys = keys;
  await world.restartWorkers();
}

function clientWith(keys: CodecKeys): { tickets: ECTicketClient; temporal: Client } {
  const temporal = new Client({
    connection: world.environment.connection,
    dataConverter: encryptedDataConverter(keys),
  });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  return {
    tickets: new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: temporal, merchants }),
    temporal,
  };
}

/** The ids of the keys that encrypted the history of a run, of the last one by default. */
async function keyIdsOf(workflowId: string, runId?: string): Promise<string[]> {
  const { events } = await world.environment.client.workflow.getHandle(workflowId, runId).fetchHistory();
  return [...new Set(keyIdsIn(events))].sort();
}

function keyIdsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === 'encryption-key-id' ? [Buffer.from(each as Uint8Array).toString()] : keyIdsIn(each),
  );
}

test('no order is lost, and the old key may go when nothing is left that started before the new one encrypted', async () => {
  const { connection } = world.environment;
  const place = async ({ tickets }: ReturnType<typeof clientWith>, number: string, paid = true) =>
    await tickets.placeOrder({
      order: paperOrder(number, 3),
      timing: PROMPT,
      ...(paid && { payment: { paid: {} } }),
    });

  // Every process has the old key.
  const before = clientWith(parseCodecKeys(OLD));
  const open = await place(before, 'Before1');
  const unpaid = await place(before, 'Before2', false);
  await before.tickets.waitForStatus(open.ref, 'active', WAIT);
  expect(await keyIdsOf(open.workflowId)).toEqual(['old']);

  // Step 1: the new key behind the old one, in one process after the other.
  await restartWorkersWith(parseCodecKeys(`${OLD},${NEW}`));
  const during = await place(before, 'During1');
  await before.tickets.waitForStatus(during.ref, 'active', WAIT);

  // Step 2: the new key first. The client encrypts with it before the workers do.
  const after = clientWith(parseCodecKeys(`${NEW},${OLD}`));
  const mixed = await place(after, 'During2');
  await after.tickets.waitForStatus(mixed.ref, 'active', WAIT);
  expect(await keyIdsOf(mixed.workflowId)).toEqual(['new', 'old']);
  await restartWorkersWith(parseCodecKeys(`${NEW},${OLD}`));
  const switched = new Date().toISOString();
  const young = await place(after, 'After1');
  await after.tickets.confirmPayment(unpaid.ref);
  for (const { ref } of [young, unpaid]) await after.tickets.waitForStatus(ref, 'active', WAIT);
  expect(await keyIdsOf(young.workflowId)).toEqual(['new']);

  // All but one of the orders end. That one is open and continues as new: its last run needs the new key only.
  for (const { ref, workflowId } of [unpaid, during, mixed]) {
    await after.tickets.redeem(ref, { tickets: { count: 3 } });
    expect(await after.temporal.workflow.getHandle(workflowId).result()).toMatchObject({ status: 'settled' });
  }
  const handle = after.temporal.workflow.getHandle(open.workflowId);
  const first = await handle.describe();
  for (let sent = 0; sent < 60; sent += 1) await handle.signal(callbackReceived, CALLBACK);
  while ((await handle.describe()).runId === first.runId) await sleep(50);
  await after.tickets.getOrder(open.ref);
  expect(await keyIdsOf(open.workflowId)).toEqual(['new']);

  // Step 3: when the retention has deleted what started before the switch, the old key is removed.
  const remaining = `WorkflowType = 'ticketOrder' AND StartTime < '${switched}'`;
  const deleted = new Set<string>();
  await untilPasses(async () => {
    for await (const { workflowId, runId } of after.temporal.workflow.list({ query: remaining })) {
      if (deleted.has(runId)) continue;
      const workflowExecution = { workflowId, runId };
      await connection.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
      deleted.add(runId);
    }
    expect((await after.temporal.workflow.count(remaining)).count).toBe(0);
  });
  await restartWorkersWith(parseCodecKeys(NEW));
  const { tickets } = clientWith(parseCodecKeys(NEW));
  for (const { ref } of [open, young]) {
    await tickets.redeem(ref, { tickets: { count: 3 } });
    expect((await tickets.waitForStatus(ref, 'settled', WAIT)).counts).toMatchObject({ redeemed: 3 });
  }
  await untilPasses(async () => {
    const listed: string[] = [];
    for await (const { ref } of tickets.listOrders()) listed.push(ref.merchantTradeNo ?? '');
    expect(listed).toEqual(expect.arrayContaining(['After1', 'Before1']));
  });
  for (const number of ['Before1', 'Before2', 'During1', 'During2', 'After1'])
    expect(world.sandbox.book.order(number)).toMatchObject({ issuances: 1, totals: { RedeemCount: 3 } });
});
