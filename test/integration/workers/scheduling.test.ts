/** Rate limit, fairness and priority of calls to ECPay, on a real server. */
import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Priority } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { createECTicketWorkers } from '../../../workers/index.js';
import type { OrderTiming } from '../../../index.js';
import { PRIORITY } from '../../../workflows/messages/priorities.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { patientClient, startDevServer } from '../../support/temporal-servers.js';
import { listenToWorkers } from '../../support/worker-logs.js';
import type { callOnce } from './queue-workflows.js';

listenToWorkers();

const { PendingActivityState, TaskQueueType } = proto.temporal.api.enums.v1;
const { TASK_QUEUE_TYPE_ACTIVITY } = TaskQueueType;
/** The task queue of activities that compete for a worker. */
const PROVIDER_QUEUE = 'queue-provider';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const LATER = { firstResultQuery: 600_000 };
const SOON = { firstResultQuery: 200, resultQueryInterval: 500 };

let server: TestWorkflowEnvironment;
beforeAll(async () => {
  server = await startDevServer();
});
afterAll(() => server.teardown());

/** Cleanup functions of the running test, called in reverse order. */
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

/** Starts the sandbox behind a proxy that records when each request arrives. */
async function watchedECPay() {
  const sandbox = createSandbox({ issueDelay: 100 });
  const { hostname, port } = new URL(await sandbox.listen({ port: 0 }));
  const arrivals: number[] = [];
  const proxy = createServer((incoming, outgoing) => {
    arrivals.push(performance.now());
    const { url, method, headers } = incoming;
    const onwards = forward({ hostname, port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.on('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await sandbox.close();
  });
  return { sandbox, arrivals, baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

async function startOrderWorkers(baseUrl: string, providerRate: number): Promise<void> {
  const connection = server.nativeConnection;
  const workers = await createECTicketWorkers({ merchants, environment: 'sandbox', baseUrl, providerRate, connection });
  runDuringTest(workers);
}

function runDuringTest(workers: Pick<Worker, 'run' | 'shutdown'>): void {
  const ended = workers.run();
  cleanups.push(() => {
    workers.shutdown();
    return ended;
  });
}

const client = () =>
  new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: patientClient(server), merchants });

test('ECPay receives no more requests than the rate allows, however many each activity makes', async () => {
  const ecpay = await watchedECPay();
  await startOrderWorkers(ecpay.baseUrl, 4);
  const timing = { firstResultQuery: 100, resultQueryInterval: 1000 };
  const place = async (number: string) =>
    (await client().placeOrder({ order: paperOrder(number, 3), payment: { paid: {} }, timing })).ref;
  const refs = await Promise.all(['Rate1', 'Rate2', 'Rate3'].map(place));
  for (const ref of refs) await client().waitForStatus(ref, 'active', { timeoutMs: 60_000 });

  ecpay.arrivals.length = 0;
  const began = performance.now();
  await Promise.all(refs.map((ref) => client().redeem(ref, { tickets: { count: 3 } })));
  const tooSoon = ecpay.arrivals.filter((at, place) => at - began < place * 250);
  expect(ecpay.arrivals.length).toBeGreaterThanOrEqual(15);
  expect(tooSoon).toEqual([]);
});

test("one merchant's Issue and polls do not wait behind forty orders of another", async () => {
  const ecpay = await watchedECPay();
  await startOrderWorkers(ecpay.baseUrl, 1);
  const many = Array.from({ length: 40 }, (_, index) => `Many${index}`);
  await Promise.all(many.map((number) => place(electronicOrder(number))));
  while (!many.some((number) => isKnown(ecpay.sandbox, number))) await sleep(20);
  const order = { ...electronicOrder('One'), merchantId: '3362787', paymentProvider: 'ecpay' } as const;
  const { ref, workflowId } = await place(order, SOON);
  await client().waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  expect(await countStarted(many)).toBeLessThan(9);

  // By the server's clock: how fast the processes are does not matter.
  const [issue, poll] = await Promise.all([timesOf(workflowId, 'issue'), timesOf(workflowId, 'pollIssuance')]);
  const others = await Promise.all(many.map((number) => timesOf(`ecticket/3085676/${number}`, 'issue')));
  const startedUntil = (end: number) =>
    others.filter(({ started }) => started > issue.scheduled && started < end).length;
  expect(startedUntil(issue.started)).toBeLessThan(16);
  expect(startedUntil(poll.started)).toBeLessThan(24);
});

/** When the server scheduled an activity and gave it to a worker. `started` is NaN until the activity has ended. */
async function timesOf(workflowId: string, activity: string): Promise<{ scheduled: number; started: number }> {
  const { events } = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = events?.find(
    ({ activityTaskScheduledEventAttributes: attributes }) => attributes?.activityType?.name === activity,
  );
  const started = events?.find(
    ({ activityTaskStartedEventAttributes: attributes }) =>
      attributes?.scheduledEventId?.toString() === scheduled?.eventId?.toString(),
  );
  const timeOf = (event: typeof started) => (event?.eventTime ? tsToMs(event.eventTime) : NaN);
  return { scheduled: timeOf(scheduled), started: timeOf(started) };
}

const place = (order: Parameters<ECTicketClient['placeOrder']>[0]['order'], timing: Partial<OrderTiming> = LATER) =>
  client().placeOrder({ order, payment: { paid: {} }, timing });

/** Counts the orders whose Issue is in a worker. The others wait on the server, without heartbeats. */
async function countStarted(tradeNos: readonly string[]): Promise<number> {
  const executions = tradeNos.map((number) =>
    server.client.workflow.getHandle(`ecticket/3085676/${number}`).describe(),
  );
  const activities = (await Promise.all(executions)).flatMap(({ raw }) => raw.pendingActivities ?? []);
  const { PENDING_ACTIVITY_STATE_STARTED } = PendingActivityState;
  return activities.filter(
    ({ activityType, state }) => activityType?.name === 'issue' && state === PENDING_ACTIVITY_STATE_STARTED,
  ).length;
}

function isKnown(sandbox: Sandbox, tradeNo: string): boolean {
  return sandbox.book.order(tradeNo) !== undefined;
}

test('a ticket action overtakes ninety activities that were queued before it', async () => {
  const served: string[] = [];
  const common = { connection: server.nativeConnection, namespace: 'default' };
  const workflowsPath = fileURLToPath(new URL('./queue-workflows.ts', import.meta.url));
  runDuringTest(await Worker.create({ ...common, taskQueue: 'queue', workflowsPath }));
  const start = (label: string, priority: Priority, workflowId: string) =>
    server.client.workflow.start<typeof callOnce>('callOnce', {
      ...{ taskQueue: 'queue', workflowId, args: [label, priority, PROVIDER_QUEUE] as const },
    });
  const others = Array.from({ length: 90 }, (_, index) => `order ${index}`);
  await Promise.all(others.map((id) => start('issue', { priorityKey: PRIORITY.issue }, id)));
  await untilQueued(others.length);
  await start('ticketAction', { priorityKey: PRIORITY.ticketAction }, 'clerk');
  await untilQueued(others.length + 1);
  const provider = await Worker.create({
    ...common,
    taskQueue: PROVIDER_QUEUE,
    activities: { serve: (label: string) => void served.push(label) },
    maxTaskQueueActivitiesPerSecond: 2,
  });
  runDuringTest(provider);
  while (!served.includes('ticketAction')) await sleep(20);
  expect(served.indexOf('ticketAction')).toBeLessThan(15);
});

/** Waits until this many activities wait for a worker. */
async function untilQueued(count: number): Promise<void> {
  const taskQueue = { name: PROVIDER_QUEUE };
  const request = { namespace: 'default', taskQueue, taskQueueType: TASK_QUEUE_TYPE_ACTIVITY, reportStats: true };
  const waiting = async () => {
    const { stats } = await server.connection.workflowService.describeTaskQueue(request);
    return Number(stats?.approximateBacklogCount ?? 0);
  };
  while ((await waiting()) < count) await sleep(20);
}
