/**
 * A standalone worker is killed while ECPay is asked, and another goes on. How long that takes is in the history: the server
 * gives the attempt up after the heartbeat timeout, and starts the next after the first retry interval.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

/** Two that both poll: the one that is not killed goes on. */
async function startTwoWorkers(): Promise<readonly WorkerProcess[]> {
  const env = { ECTICKET_BASE_URL: sandboxUrl, TEMPORAL_ADDRESS: server.address };
  const workers = [startWorker(env), startWorker(env)];
  await Promise.all(workers.map((worker) => worker.linesUpTo(/^listening on /)));
  return workers;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

const countOf = (path: string) => requests.filter((each) => each === path).length;

/** `kill -9` of the worker that has the activity. */
async function killHolder(workers: readonly WorkerProcess[], workflowId: string, activity: string): Promise<void> {
  const { raw } = await server.client.workflow.getHandle(workflowId).describe();
  const pending = raw.pendingActivities?.find(({ activityType }) => activityType?.name === activity);
  const holder = workers.find(({ process }) => pending?.lastWorkerIdentity?.startsWith(`${process.pid}@`));
  if (holder === undefined) throw new Error(`no worker has ${activity}: ${JSON.stringify(raw.pendingActivities)}`);
  const ended = once(holder.process, 'exit');
  holder.process.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
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

describe('a worker that is killed while ECPay issues a paid order', () => {
  test.each([
    ['acts, and its answer is lost', 'slow', 1],
    ['has not acted yet', 'hang', 2],
  ])(
    'where ECPay %s: another worker goes on within 20 seconds, and the order is issued once',
    async (_when, kind, sent) => {
      const workers = await startTwoWorkers();
      const tradeNo = `Killed${kind}`;
      await control(sandboxUrl, 'faults', { on: ISSUE, kind, ms: PATIENCE, times: 1, tradeNo });
      const before = countOf(ISSUE);
      const order = paperOrder(tradeNo, 2);
      const { ref, workflowId } = await tickets.placeOrder({ order, payment: { paid: {} }, timing: PROMPT });
      await until(() => countOf(ISSUE) > before);
      if (kind === 'slow') await until(() => sandbox.book.order(tradeNo)?.issuances === 1);
      await killHolder(workers, workflowId, 'issue');

      const issued = await tickets.waitForStatus(ref, 'active', { timeoutMs: PATIENCE });
      expect(issued.counts).toMatchObject({ unused: 2 });
      expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1, totals: { TotalCount: 2 } });
      expect(countOf(ISSUE) - before).toBe(sent);
      const { lost, attempt, lastTimeout } = await activityOf(workflowId, 'issue');
      expect(lost).toBeLessThanOrEqual(20);
      expect(attempt).toBeGreaterThan(1);
      expect(lastTimeout).toBe(TIMEOUT_TYPE_HEARTBEAT);
    },
    PATIENCE,
  );
});

describe('a worker that is killed while a clerk redeems', () => {
  test.each([
    ['acts, and its answer is lost', 'slow', 1, { result: 'unknown', state: 'redeemed' }],
    ['has not acted yet', 'hang', 2, { result: 'done', state: 'redeemed' }],
  ])(
    'where ECPay %s: another worker answers, and the ticket is redeemed once',
    async (_when, kind, sent, outcome) => {
      const workers = await startTwoWorkers();
      const tradeNo = `Clerk${kind}`;
      const order = paperOrder(tradeNo, 2);
      const { ref, workflowId } = await tickets.placeOrder({ order, payment: { paid: {} }, timing: PROMPT });
      const issued = await tickets.waitForStatus(ref, 'active', { timeoutMs: PATIENCE });
      const [first = '', second = ''] = issued.tickets.map(({ ticketNo }) => ticketNo);
      await control(sandboxUrl, 'faults', { on: WRITE_OFF, kind, ms: PATIENCE, times: 1, tradeNo });
      const before = countOf(WRITE_OFF);
      const options = { timeoutMs: PATIENCE, updateId: 'till-7-receipt-1' };
      const answer = tickets.redeem(ref, { tickets: { ticketNo: first } }, options);
      await until(() => countOf(WRITE_OFF) > before);
      if (kind === 'slow') await until(() => sandbox.book.order(tradeNo)?.totals.RedeemCount === 1);
      await killHolder(workers, workflowId, 'moveTickets');

      expect((await answer).tickets).toMatchObject([{ ticketNo: first, ...outcome }]);
      expect(sandbox.book.order(tradeNo)?.totals).toMatchObject({ RedeemCount: 1 });
      expect(countOf(WRITE_OFF) - before).toBe(sent);
      const { lost, attempt, lastTimeout } = await activityOf(workflowId, 'moveTickets');
      expect(lost).toBeLessThanOrEqual(11);
      expect(attempt).toBeGreaterThan(1);
      expect(lastTimeout).toBe(TIMEOUT_TYPE_HEARTBEAT);

      const next = await tickets.redeem(ref, { tickets: { ticketNo: second } }, { timeoutMs: PATIENCE });
      expect(next.tickets).toMatchObject([{ ticketNo: second, result: 'done' }]);
    },
    PATIENCE,
  );
});
