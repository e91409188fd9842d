/** Running orders move from one build of the workers to the next, and back. See docs/how-to/upgrade.md. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { findOrdersPinnedElsewhere } from '../../cli/worker-versions.js';
import { ECTicketClient, type OrderStatus } from '../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef, type TicketOrder } from '../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/index.js';
import { EventRecorder } from '../../testing/event-recorder.js';
import { PROMPT } from '../../testing/prompt-timing.js';
import { control } from '../../testing/sandbox-control.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { callbackReceived } from '../../workflows/messages/workflow.js';
import { DEPLOYMENT, makeCurrent, setCurrent, startBuild, type Change } from '../support/builds.js';
import { electronicOrder } from '../support/orders.js';
import { ecticket } from '../support/run-cli.js';
import { startDevServer, temporalCli } from '../support/temporal-servers.js';
import { untilListed } from '../support/until-passes.js';
import { listenToWorkers } from '../support/worker-logs.js';

listenToWorkers();

const RUNNING = "WorkflowType = 'ticketOrder' AND ExecutionStatus = 'Running'";

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let sandboxUrl: string;
let client: ECTicketClient;
const events = new EventRecorder();
const builds = new Map<string, () => Promise<void>>();

beforeAll(async () => {
  server = await startDevServer(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60']);
  sandbox = createSandbox({ issueDelay: 100, duplicates: 'allow' });
  sandboxUrl = await sandbox.listen({ port: 0 });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  client = new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: server.client, merchants });
});
afterAll(async () => {
  for (const stop of builds.values()) await stop();
  await sandbox.close();
  await server.teardown();
});

async function start(buildId: string, change: Change): Promise<void> {
  builds.set(buildId, await startBuild(server, buildId, { baseUrl: sandboxUrl, onEvent: events.record, change }));
}

async function stop(buildId: string): Promise<void> {
  await builds.get(buildId)?.();
  builds.delete(buildId);
}

const handleOf = (ref: OrderRef) => server.client.workflow.getHandle(workflowIdOf(ref));
const until = (ref: OrderRef, status: OrderStatus) => client.waitForStatus(ref, status, { timeoutMs: 120_000 });
const active = (ref: OrderRef) => until(ref, 'active');
const redeemOne = (ref: OrderRef) => client.redeem(ref, { tickets: { count: 1 } });

/** The build that completed the order's last workflow task. */
async function buildOf(ref: OrderRef): Promise<string | undefined> {
  const { raw } = await handleOf(ref).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
}

/** Overrides the version of the order that matches a query, in a batch that the server runs in the background. */
async function updateOptions(query: string, behavior: 'pinned' | 'unspecified', buildId?: string): Promise<void> {
  await untilListed(server.client, query);
  const version = ['--versioning-override-deployment-name', DEPLOYMENT, '--versioning-override-build-id', `${buildId}`];
  const override = ['--versioning-override-behavior', behavior, ...(buildId === undefined ? [] : version)];
  await temporalCli(server, 'workflow', 'update-options', '--query', query, ...override, '--yes');
}

async function isPinned(ref: OrderRef): Promise<boolean> {
  const { raw } = await handleOf(ref).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.versioningOverride?.pinned !== undefined;
}

async function place(order: TicketOrder, paid = true): Promise<OrderRef> {
  const payment = paid ? { paid: { reference: `R-${order.merchantTradeNo}` } } : { amount: 1360 };
  return (await client.placeOrder({ order, payment, timing: PROMPT })).ref;
}

/** Places an order of each kind that waits for long, with the current build. */
async function placeWaitingOrders(prefix: string) {
  const query = '/api/Ticket/QueryIssueResult';
  await control(sandboxUrl, 'faults', { on: query, kind: 'http500', times: 1000, tradeNo: `${prefix}Late` });
  const offSale = electronicOrder(`${prefix}Refused`, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const [unpaid, late, months, refused, untouched] = await Promise.all([
    place(electronicOrder(`${prefix}Unpaid`), false),
    place(electronicOrder(`${prefix}Late`)),
    place(electronicOrder(`${prefix}Months`, { items: [{ itemNo: 'VQT04959', quantity: 4 }] })),
    place(offSale),
    place(electronicOrder(`${prefix}Idle`)),
  ]);
  await Promise.all([active(months), active(untouched), until(refused, 'needsAttention')]);
  await until(late, 'awaitingIssuance');
  // Some callbacks and a redemption, so that the order continues as new, as it does within months.
  await redeemOne(months);
  const { runId } = await handleOf(months).describe();
  while ((await handleOf(months).describe()).runId === runId) {
    await handleOf(months).signal(callbackReceived, { kind: 'useStatus', receivedAt: '', data: {} });
    await sleep(100);
  }
  return { unpaid, late, months, refused, untouched };
}

type WaitingOrders = Awaited<ReturnType<typeof placeWaitingOrders>>;

/** Continues the orders that wait for the merchant or an operator. */
async function continueOrders(prefix: string, { unpaid, months, refused }: WaitingOrders): Promise<void> {
  const corrected = { by: 'Ann', why: 'on sale', order: electronicOrder(`${prefix}Refused`), amount: 1360 };
  await Promise.all([client.confirmPayment(unpaid, { reference: 'R' }), client.resubmit(refused, corrected)]);
  await Promise.all([active(unpaid), active(refused), redeemOne(months)]);
}

/** Ends every order, and compares it with ECPay's record and with the events that the merchant received. */
async function expectNothingLost(orders: Readonly<Record<string, OrderRef>>): Promise<void> {
  await sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
  for (const ref of Object.values(orders)) {
    const { counts } = await active(ref);
    await client.redeem(ref, { tickets: { count: counts.unused } });
  }
  for (const ref of Object.values(orders)) {
    await handleOf(ref).result();
    expect(await client.getOrder(ref)).toMatchObject({ status: 'settled', counts: { unused: 0, refunded: 0 } });
    expect(sandbox.book.order(ref.merchantTradeNo ?? '')).toMatchObject({ issuances: 1 });
    expect(events.typesOf(ref).filter((type) => type === 'issued' || type === 'settled')).toEqual([
      'issued',
      'settled',
    ]);
  }
}

test('orders move to the next build and back, if the previous one knows the change', async () => {
  await start('1', 'known');
  await makeCurrent(server, '1');
  const orders = await placeWaitingOrders('Known');
  await start('2', 'active');
  await makeCurrent(server, '2');
  await continueOrders('Known', orders);
  expect(await Promise.all([orders.unpaid, orders.months, orders.refused].map(buildOf))).toEqual(['2', '2', '2']);
  // The next poll, a retry of an activity that build 1 has scheduled, moves its order.
  while ((await buildOf(orders.late)) !== '2') await sleep(100);
  expect(await buildOf(orders.untouched)).toBe('1');

  await makeCurrent(server, '1');
  await stop('2');
  await expectNothingLost(orders);
});

test('orders that have the change stay on its build, if the previous one lacks it', async () => {
  await start('3', 'unknown');
  await makeCurrent(server, '3');
  const [paid, untouched] = await Promise.all([
    place(electronicOrder('PinPaid'), false),
    place(electronicOrder('PinIdle')),
  ]);
  await active(untouched);
  await start('4', 'active');
  await makeCurrent(server, '4');
  await client.confirmPayment(paid, { reference: 'R' });
  await active(paid);

  await updateOptions(`${RUNNING} AND TemporalUsedWorkerDeploymentVersions = '${DEPLOYMENT}:4'`, 'pinned', '4');
  while (!(await isPinned(paid))) await sleep(100);
  await makeCurrent(server, '3');
  await redeemOne(paid);
  await redeemOne(untouched);
  expect(await Promise.all([paid, untouched].map(buildOf))).toEqual(['4', '3']);

  const [three, four] = ['3', '4'].map((buildId) => ({ deploymentName: DEPLOYMENT, buildId }));
  while ((await findOrdersPinnedElsewhere(server.client, [three], 5)).join() !== '3085676/PinPaid') await sleep(100);
  expect(await findOrdersPinnedElsewhere(server.client, [three, four], 5)).toEqual([]);

  await start('5', 'active');
  await makeCurrent(server, '5');
  await updateOptions(`${RUNNING} AND TemporalWorkflowVersioningBehavior = 'Pinned'`, 'unspecified');
  while (await isPinned(paid)) await sleep(100);
  await Promise.all([stop('3'), stop('4')]);
  await expectNothingLost({ paid, untouched });
});

test('orders whose version no worker has are reported', async () => {
  const env = { TEMPORAL_ADDRESS: server.address, ECTICKET_BASE_URL: sandboxUrl };
  await makeCurrent(server, '6', '--allow-no-pollers', '--ignore-missing-task-queues');
  const ref = await place(electronicOrder('Waits1'), false);
  // Each waits for a query that no worker answers.
  const [{ out }, show] = await Promise.all([
    ecticket(['doctor'], { env }),
    ecticket(['order', 'show', '3085676/Waits1'], { env }),
  ]);
  expect(out).toMatch(/^failed +workers .*none of these polls\. Workers that poll have .*the version tickets 5/m);
  expect(out).toMatch(/temporal worker deployment set-current-version --deployment-name tickets --build-id [1-5]/);
  expect(show).toMatchObject({ status: 5, err: expect.stringContaining('workers with no version, and none of these') });

  // The server does not report when tasks leave a version that has no task queue.
  await setCurrent(server, '5');
  await client.confirmPayment(ref, { reference: 'R' });
  await expectNothingLost({ ref });
});
