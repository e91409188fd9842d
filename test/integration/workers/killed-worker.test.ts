/**
 * A standalone worker is killed during a call to ECPay, and another worker continues. The history bounds how long that
 * takes: the attempt times out after the heartbeat timeout, and the next starts after the first retry interval.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { PROMPT } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';
import { control } from '../../../testing/sandbox-control.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { useWorkerProcesses, type WorkerProcess } from './worker-process.js';

const { TIMEOUT_TYPE_HEARTBEAT } = proto.temporal.api.enums.v1.TimeoutType;
const ISSUE = '/api/Ticket/Issue';
const WRITE_OFF = '/api/Ticket/WriteOff';
/** Long, for a busy machine. No test asserts it. */
const TIMEOUT_MS = 300_000;

const startWorker = useWorkerProcesses();

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let sandboxUrl: string;
let tickets: ECTicketClient;
/** The paths of the requests that the sandbox has received completely. */
const requests: string[] = [];

beforeAll(async () => {
  server = await startDevServer();
  sandbox = createSandbox({ duplicates: 'allow' });
  sandbox.app.addHook('preHandler', (request, _reply, done) => {
    requests.push(request.url);
    done();
  });
  sandboxUrl = await sandbox.listen({ port: 0 });
  tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: new Client({ connection: server.connection }),
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
});

afterAll(async () => {
  await sandbox.close();
  await server.teardown();
});

/** Starts three workers that poll. Two orders occupy at most two of them, so that one can continue. */
async function startThreeWorkers(): Promise<readonly WorkerProcess[]> {
  const env = { ECTICKET_BASE_URL: sandboxUrl, TEMPORAL_ADDRESS: server.address };
  const workers = [startWorker(env), startWorker(env), startWorker(env)];
  await Promise.all(workers.map((worker) => worker.linesUpTo(/^listening on /)));
  return workers;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

const countOf = (path: string) => requests.filter((each) => each === path).length;

/**
 * Makes the next request at `path` for this order fail: ECPay acts and answers late (`slow`), or does not act (`hang`).
 */
async function fail(path: string, kind: 'slow' | 'hang', tradeNo: string): Promise<void> {
  await control(sandboxUrl, 'faults', { on: path, kind, ms: TIMEOUT_MS, times: 1, tradeNo });
}

/** Kills the workers that run these orders' activities. */
async function killHolders(workers: readonly WorkerProcess[], ids: readonly string[], activity: string): Promise<void> {
  const pending = await Promise.all(
    ids.map(async (id) => (await server.client.workflow.getHandle(id).describe()).raw.pendingActivities ?? []),
  );
  const held = pending.flat().filter(({ activityType }) => activityType?.name === activity);
  expect(held).toHaveLength(ids.length);
  const isHolder = ({ process }: WorkerProcess) =>
    held.some(({ lastWorkerIdentity }) => lastWorkerIdentity?.startsWith(`${process.pid}@`));
  const holders = workers.filter(isHolder);
  expect(holders.length).toBeGreaterThan(0);
  for (const { process } of holders) {
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  }
}

/** Reads from the history how the first activity of this type ran. */
async function activityOf(workflowId: string, name: string) {
  const { events } = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === name);
  const started = events?.find(
    ({ activityTaskStartedEventAttributes: each }) => String(each?.scheduledEventId) === String(scheduled?.eventId),
  );
  const { heartbeatTimeout, retryPolicy } = scheduled?.activityTaskScheduledEventAttributes ?? {};
  const { attempt, lastFailure } = started?.activityTaskStartedEventAttributes ?? {};
  return {
    /** The maximum time from the last heartbeat to the next attempt, in seconds. */
    maxDelay: Number(heartbeatTimeout?.seconds) + Number(retryPolicy?.initialInterval?.seconds),
    attempt: attempt ?? 0,
    lastTimeout: lastFailure?.timeoutFailureInfo?.timeoutType,
  };
}

/** Expects that the attempt timed out by heartbeat, and that the next started within so many seconds. */
async function expectRetriedByAnotherWorker(workflowId: string, activity: string, within: number): Promise<void> {
  const { maxDelay, attempt, lastTimeout } = await activityOf(workflowId, activity);
  expect(maxDelay).toBeLessThanOrEqual(within);
  expect(attempt).toBeGreaterThan(1);
  expect(lastTimeout).toBe(TIMEOUT_TYPE_HEARTBEAT);
}

async function place(tradeNo: string) {
  return await tickets.placeOrder({ order: paperOrder(tradeNo, 2), payment: { paid: {} }, timing: PROMPT });
}

test(
  'after a kill during issuing, another worker continues within 20 seconds and each order is issued once',
  async () => {
    const workers = await startThreeWorkers();
    await fail(ISSUE, 'slow', 'Acted1');
    await fail(ISSUE, 'hang', 'NotActed1');
    const [acted, notActed] = await Promise.all([place('Acted1'), place('NotActed1')]);
    await until(() => countOf(ISSUE) === 2 && sandbox.book.order('Acted1')?.issuances === 1);
    await killHolders(workers, [acted.workflowId, notActed.workflowId], 'issue');

    for (const { ref } of [acted, notActed]) {
      const { counts } = await tickets.waitForStatus(ref, 'active', { timeoutMs: TIMEOUT_MS });
      expect(counts).toMatchObject({ unused: 2 });
    }
    await expectRetriedByAnotherWorker(acted.workflowId, 'issue', 20);
    // The fourth attempt sends the order, after three in which ECPay did not name it.
    expect(await activityOf(notActed.workflowId, 'issue')).toMatchObject({ attempt: 4 });
    for (const tradeNo of ['Acted1', 'NotActed1'])
      expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1, totals: { TotalCount: 2 } });
    // Only the order on which ECPay had not acted was sent again.
    expect(countOf(ISSUE)).toBe(3);
  },
  TIMEOUT_MS,
);

test(
  'after a kill during redeeming, another worker answers within 11 seconds and each ticket is redeemed once',
  async () => {
    const workers = await startThreeWorkers();
    const placed = await Promise.all([place('Acted2'), place('NotActed2')]);
    await fail(WRITE_OFF, 'slow', 'Acted2');
    await fail(WRITE_OFF, 'hang', 'NotActed2');
    const clerks = await Promise.all(
      placed.map(async ({ ref, workflowId }) => {
        const issued = await tickets.waitForStatus(ref, 'active', { timeoutMs: TIMEOUT_MS });
        const [ticketNo = '', other = ''] = issued.tickets.map((ticket) => ticket.ticketNo);
        const redeem = async (no: string) =>
          (await tickets.redeem(ref, { tickets: { ticketNo: no } }, { timeoutMs: TIMEOUT_MS })).tickets;
        return { workflowId, other, redeem, answer: redeem(ticketNo) };
      }),
    );
    const redeemed = (tradeNo: string) => sandbox.book.order(tradeNo)?.totals.RedeemCount;
    await until(() => countOf(WRITE_OFF) === 2 && redeemed('Acted2') === 1);
    const ids = placed.map(({ workflowId }) => workflowId);
    await killHolders(workers, ids, 'updateTickets');

    const answers = await Promise.all(clerks.map(({ answer }) => answer));
    expect(answers).toMatchObject([
      [{ result: 'unknown', state: 'redeemed' }],
      [{ result: 'done', state: 'redeemed' }],
    ]);
    expect([redeemed('Acted2'), redeemed('NotActed2'), countOf(WRITE_OFF)]).toEqual([1, 1, 3]);
    for (const id of ids) await expectRetriedByAnotherWorker(id, 'updateTickets', 11);
    for (const { redeem, other } of clerks) expect(await redeem(other)).toMatchObject([{ result: 'done' }]);
  },
  TIMEOUT_MS,
);
