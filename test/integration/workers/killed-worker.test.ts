/**
 * A standalone worker is killed while ECPay is asked, and another goes on. How long that takes is in the history: the
 * server gives the attempt up after the heartbeat timeout, and starts the next after the first retry interval.
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
import { control } from '../../support/sandbox-control.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { useWorkerProcesses, type WorkerProcess } from './worker-process.js';

const { TIMEOUT_TYPE_HEARTBEAT } = proto.temporal.api.enums.v1.TimeoutType;
const ISSUE = '/api/Ticket/Issue';
const WRITE_OFF = '/api/Ticket/WriteOff';
/** Milliseconds, for a busy machine: nothing is asserted of it. */
const PATIENCE = 300_000;

const startWorker = useWorkerProcesses();

let server: TestWorkflowEnvironment;
let sandbox: Sandbox;
let sandboxUrl: string;
let tickets: ECTicketClient;
/** The paths of the requests that have reached the sandbox as a whole. */
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

/** Three that all poll: two orders have two of them at most, and one goes on. */
async function startThreeWorkers(): Promise<readonly WorkerProcess[]> {
  const env = { ECTICKET_BASE_URL: sandboxUrl, TEMPORAL_ADDRESS: server.address };
  const workers = [startWorker(env), startWorker(env), startWorker(env)];
  await Promise.all(workers.map((worker) => worker.linesUpTo(/^listening on /)));
  return workers;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

const countOf = (path: string) => requests.filter((each) => each === path).length;

/** The next request at `path` for this order: ECPay acts and answers too late (`slow`), or does not act (`hang`). */
async function fail(path: string, kind: 'slow' | 'hang', tradeNo: string): Promise<void> {
  await control(sandboxUrl, 'faults', { on: path, kind, ms: PATIENCE, times: 1, tradeNo });
}

/** `kill -9` of the workers that have these orders' activities. */
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

/** How the first activity of this type went, in the history. */
async function activityOf(workflowId: string, name: string) {
  const { events } = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === name);
  const started = events?.find(
    ({ activityTaskStartedEventAttributes: each }) => String(each?.scheduledEventId) === String(scheduled?.eventId),
  );
  const { heartbeatTimeout, retryPolicy } = scheduled?.activityTaskScheduledEventAttributes ?? {};
  const { attempt, lastFailure } = started?.activityTaskStartedEventAttributes ?? {};
  return {
    /** Seconds from the worker's last sign of life to the next attempt, at most. */
    lost: Number(heartbeatTimeout?.seconds) + Number(retryPolicy?.initialInterval?.seconds),
    attempt: attempt ?? 0,
    lastTimeout: lastFailure?.timeoutFailureInfo?.timeoutType,
  };
}

/** The attempt of the killed worker was given up for its silence, and the next began `within` seconds of it. */
async function expectTakenOver(workflowId: string, activity: string, within: number): Promise<void> {
  const { lost, attempt, lastTimeout } = await activityOf(workflowId, activity);
  expect(lost).toBeLessThanOrEqual(within);
  expect(attempt).toBeGreaterThan(1);
  expect(lastTimeout).toBe(TIMEOUT_TYPE_HEARTBEAT);
}

async function place(tradeNo: string) {
  return await tickets.placeOrder({ order: paperOrder(tradeNo, 2), payment: { paid: {} }, timing: PROMPT });
}

test(
  'killed while ECPay issues paid orders: another worker goes on within 20 seconds, and each is issued once',
  async () => {
    const workers = await startThreeWorkers();
    await fail(ISSUE, 'slow', 'Acted1');
    await fail(ISSUE, 'hang', 'NotActed1');
    const [acted, notActed] = await Promise.all([place('Acted1'), place('NotActed1')]);
    await until(() => countOf(ISSUE) === 2 && sandbox.book.order('Acted1')?.issuances === 1);
    await killHolders(workers, [acted.workflowId, notActed.workflowId], 'issue');

    for (const { ref, workflowId } of [acted, notActed]) {
      const { counts } = await tickets.waitForStatus(ref, 'active', { timeoutMs: PATIENCE });
      expect(counts).toMatchObject({ unused: 2 });
      await expectTakenOver(workflowId, 'issue', 20);
    }
    for (const tradeNo of ['Acted1', 'NotActed1'])
      expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1, totals: { TotalCount: 2 } });
    // The order on which ECPay had not acted was sent once more, and only that.
    expect(countOf(ISSUE)).toBe(3);
  },
  PATIENCE,
);

test(
  'killed while clerks redeem: another worker answers within 11 seconds, and each ticket is redeemed once',
  async () => {
    const workers = await startThreeWorkers();
    const placed = await Promise.all([place('Acted2'), place('NotActed2')]);
    await fail(WRITE_OFF, 'slow', 'Acted2');
    await fail(WRITE_OFF, 'hang', 'NotActed2');
    const clerks = await Promise.all(
      placed.map(async ({ ref, workflowId }) => {
        const issued = await tickets.waitForStatus(ref, 'active', { timeoutMs: PATIENCE });
        const [ticketNo = '', other = ''] = issued.tickets.map((ticket) => ticket.ticketNo);
        const redeem = async (no: string) =>
          (await tickets.redeem(ref, { tickets: { ticketNo: no } }, { timeoutMs: PATIENCE })).tickets;
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
    for (const id of ids) await expectTakenOver(id, 'updateTickets', 11);
    for (const { redeem, other } of clerks) expect(await redeem(other)).toMatchObject([{ result: 'done' }]);
  },
  PATIENCE,
);
