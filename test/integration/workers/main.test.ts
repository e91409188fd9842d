import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { startStubECPay, type StubECPay } from './stub-ecpay.js';
import { useWorkerProcesses } from './worker-process.js';

const ISSUE = '/api/Ticket/Issue';
const WITHOUT_WAITING = { ECTICKET_STARTUP_TIMEOUT: '0' };

const startWorker = useWorkerProcesses();

let server: TestWorkflowEnvironment;
let ecpay: StubECPay;
let answerIssue: () => void = () => undefined;

beforeAll(async () => {
  server = await startDevServer();
  const held = new Promise<void>((resolve) => (answerIssue = resolve));
  ecpay = await startStubECPay(async (path) => {
    if (path === ISSUE) await held;
    return path === ISSUE ? { RtnCode: 1, RtnMsg: 'Success' } : { RtnCode: 1, RtnMsg: 'Success', Status: 3 };
  });
});

afterAll(async () => {
  await ecpay.close();
  await server.teardown();
});

test('on SIGTERM, the worker finishes the running call and exits with 0', async () => {
  const worker = startWorker({ ECTICKET_BASE_URL: ecpay.url, TEMPORAL_ADDRESS: server.address });
  const lines = await worker.linesUpTo(/^listening on (.*)$/);
  expect(lines).toEqual([
    `worker is polling ecticket and ecticket-provider at ${server.address} (namespace default)`,
    expect.stringMatching(/^listening on http:\/\/127\.0\.0\.1:\d+$/),
  ]);
  const url = lines[1]?.replace('listening on ', '') ?? '';
  expect(await statusOf(`${url}/healthz`)).toBe(200);
  await untilPasses(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));

  const client = new Client({ connection: server.connection });
  const tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
  const { workflowId } = await tickets.placeOrder({ order: electronicOrder('Term1'), payment: { paid: {} } });
  await ecpay.called(ISSUE);

  worker.process.kill('SIGTERM');
  await notReady(`${url}/readyz`);
  answerIssue();
  expect(await worker.exitStatus).toBe(0);
  // While Temporal waits for a workflow task that the closing worker fetched, the history lacks the completion.
  while (!(await completedActivities(client.workflow.getHandle(workflowId))).includes('issue')) await sleep(200);
  expect(ecpay.calls.filter((path) => path === ISSUE)).toHaveLength(1);
});

test('a worker that cannot start prints the reason without a stack and sets its exit status', async () => {
  const mistakes = startWorker({ ECTICKET_ENV: 'production', ECTICKET_PROVIDER_RATE: 'fast' });
  expect(await mistakes.exitStatus).toBe(2);
  const text = await mistakes.errors;
  for (const name of ['ECTICKET_PROVIDER_RATE', 'ECTICKET_CODEC_KEYS', 'ECTICKET_MERCHANTS'])
    expect(text).toContain(`- ${name} `);
  expect(text).not.toMatch(/^ +at /m);

  const unreachable = startWorker({ TEMPORAL_ADDRESS: '127.0.0.1:1', ...WITHOUT_WAITING });
  expect(await unreachable.exitStatus).toBe(1);
  expect(await unreachable.errors).toContain('No Temporal server answers at 127.0.0.1:1');

  const wrongNamespace = startWorker({
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'nowhere',
    ...WITHOUT_WAITING,
  });
  expect(await wrongNamespace.exitStatus).toBe(1);
  expect(await wrongNamespace.errors).toContain('has no namespace "nowhere"');
});

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status;
}

/** Waits until the worker accepts no new work. The health server may have ended by then too. */
async function notReady(url: string): Promise<void> {
  while ((await statusOf(url).catch(() => 503)) === 200);
}

async function completedActivities(handle: WorkflowHandle): Promise<string[]> {
  const events = (await handle.fetchHistory()).events ?? [];
  const names = new Map(
    events.map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes?.activityType?.name]),
  );
  return events.flatMap(({ activityTaskCompletedEventAttributes: completed }) =>
    completed ? [names.get(String(completed.scheduledEventId)) ?? ''] : [],
  );
}
