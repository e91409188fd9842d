/** Orders whose workflow tasks or calls fail: the workers are healthy, and these orders are stuck or wait. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { viewsAt } from '../../../cli/actions/views.js';
import { TASK_QUEUE } from '../../../workflows/messages/names.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { ecticket, type CliResult } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { control, useCliWorld } from './cli-world.js';

const THRESHOLD = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute';

/** Milliseconds. A query to such an order takes ten seconds, and workers start and bundle several times. */
jest.setTimeout(240_000);

/** The server reports the first failure. By default it would report the fifth, a minute later. */
const world = useCliWorld({ worker: false, serverArgs: ['--dynamic-config-value', `${THRESHOLD}=1`] });

const keyOf = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;
const OLD_KEY = { ECTICKET_CODEC_KEYS: keyOf('old') };
const NEW_KEY = { ECTICKET_CODEC_KEYS: keyOf('new') };
const BOTH_KEYS = { ECTICKET_CODEC_KEYS: `${keyOf('new')},${keyOf('old')}` };

/** Repeats a command until its output matches: the server reports a failure after a moment. */
async function runUntil(args: readonly string[], env: Record<string, string>, pattern: RegExp): Promise<CliResult> {
  for (;;) {
    const ran = await world().run(args, { env });
    if (pattern.test(ran.out + ran.err)) return ran;
  }
}

async function finding(env: Record<string, string>) {
  const { findings } = (await world().run(['doctor', '--json'], { env })).json() as {
    findings: { check: string; state: string; message: string }[];
  };
  return findings.find(({ check }) => check === 'workflow tasks');
}

/** Returns the workflow ids that the view finds. */
async function idsInView(): Promise<string[]> {
  const query = viewsAt(Date.now()).find(({ name }) => name === 'task-failures')?.query ?? '';
  const { executions } = await world().server.client.workflowService.listWorkflowExecutions({
    namespace: 'default',
    query,
  });
  return executions.map(({ execution }) => execution?.workflowId ?? '');
}

describe('an order whose codec key the worker lacks', () => {
  let endWorker: () => Promise<unknown>;

  beforeAll(async () => {
    const stdin = JSON.stringify(electronicOrder('Keys1'));
    expect((await world().run(['order', 'place', '-'], { stdin, env: OLD_KEY })).status).toBe(0);
    endWorker = await world().startWorker(NEW_KEY);
    await runUntil(['order', 'list', '--task-failures'], BOTH_KEYS, /Keys1/);
  });
  afterAll(() => endWorker());

  test('is reported by show with the cause of its failing tasks and a fix', async () => {
    const { status, out, err } = await world().run(['order', 'show', '3085676/Keys1'], { env: BOTH_KEYS });
    expect({ status, out }).toEqual({ status: 5, out: '' });
    expect(err).toMatch(/^The order ecticket\/3085676\/Keys1 is stuck: its workflow tasks fail/);
    expect(err).toContain('No codec key has the id "old"');
    expect(err).toContain('ECTICKET_CODEC_KEYS of every worker');

    const json = (await world().run(['order', 'show', '3085676/Keys1', '--json'], { env: BOTH_KEYS })).json();
    expect(json).toMatchObject({
      error: {
        code: 'ORDER_STUCK',
        workflowId: 'ecticket/3085676/Keys1',
        reason: 'WorkflowWorkerUnhandledFailure',
        attempts: expect.any(Number),
      },
    });
    const watched = await world().run(['order', 'watch', '3085676/Keys1'], { env: BOTH_KEYS });
    expect(watched).toMatchObject({ status: 5, err: expect.stringContaining('its workflow tasks fail') });
  });

  test('is found by doctor, by the list and by the view', async () => {
    expect(await finding(BOTH_KEYS)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(
        /^1 order is stuck.*3085676\/Keys1 \(WorkflowWorkerUnhandledFailure\)[^]*ecticket order show 3085676\/Keys1/,
      ),
    });
    const { out } = await world().run(['order', 'list'], { env: BOTH_KEYS });
    expect(out).toMatch(/Workflow tasks fail\n[^]*3085676\/Keys1 .*WorkflowWorkerUnhandledFailure/);
    expect(await idsInView()).toEqual(['ecticket/3085676/Keys1']);
  });

  test('is shown with the missing key if the command lacks it too', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Keys1'], { env: OLD_KEY });
    expect(err).toContain('cannot be read: No codec key has the id "new"');
  });

  test('continues when the worker has the key, and is no longer reported', async () => {
    await endWorker();
    endWorker = await world().startWorker(BOTH_KEYS);
    const { out } = await runUntil(['order', 'show', '3085676/Keys1'], BOTH_KEYS, /awaitingPayment/);
    expect(out).toContain('Payment');
    await runUntil(['order', 'list', '--task-failures'], BOTH_KEYS, /No orders/);
    expect(await finding(BOTH_KEYS)).toMatchObject({ state: 'ok' });
    expect(await idsInView()).toEqual([]);
    const list = await world().run(['order', 'list'], { env: BOTH_KEYS });
    expect(list.out).not.toContain('Workflow tasks fail');
  });

  test('is shown with the call that fails, decrypted, and the time of its next attempt', async () => {
    await control(world(), 'faults', { on: '/api/Ticket/Issue', kind: 'http500', tradeNo: 'Keys1', times: 9 });
    expect((await world().run(['order', 'pay', '3085676/Keys1'], { env: BOTH_KEYS })).status).toBe(0);
    const next = /Attempt \d+ of the activity issue failed: SERVER_ERROR .*500.*\nTemporal tries again at 20.* \+08:00/;
    const { status, out } = await runUntil(['order', 'show', '3085676/Keys1'], BOTH_KEYS, next);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('issuing') });
  });
});

describe('an order whose worker has another version', () => {
  let running: Promise<void>;
  let worker: Worker;

  beforeAll(async () => {
    const { place, startWorker, until } = world();
    const end = await startWorker();
    await until(await place({ order: electronicOrder('Replay1') }), 'awaitingPayment');
    await end();
    await place({ order: paperOrder('Fault1') });
    await world().run(['order', 'pay', '3085676/Replay1']);
    worker = await Worker.create({
      connection: world().server.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('./worker-of-another-version.ts', import.meta.url)),
    });
    running = worker.run();
    await runUntil(['order', 'list', '--task-failures'], {}, /Replay1[^]*Fault1|Fault1[^]*Replay1/);
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
  });

  test('is reported with the deployment as the fix if the worker cannot replay it', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Replay1']);
    expect(err).toMatch(/\(NonDeterministicError, consecutive failures: \d+\)/);
    expect(err).toContain('[TMPRL1100]');
    expect(err).toContain('Deploy the version that ran it before');
  });

  test('is reported with type and location of an error, and with personal data with --json only', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Fault1']);
    expect(err).toMatch(/TypeError at ticketOrder \(.*worker-of-another-version/);
    expect(err).not.toContain('王珊珊');
    const { out } = await world().run(['order', 'show', '3085676/Fault1', '--json']);
    expect(out).toContain('Cannot read the name of 王珊珊');
  });
});

test('if the server does not report failing tasks, doctor says so and other commands work', async () => {
  const server = await startDevServer(['--dynamic-config-value', `${THRESHOLD}=0`]);
  try {
    const env = { ...world().env, TEMPORAL_ADDRESS: server.address };
    // The command times out after five seconds. On a busy machine the server may need longer to start.
    while ((await ecticket(['order', 'list'], { env })).status !== 0);
    const { json } = await ecticket(['doctor', '--json'], { env });
    expect((json() as { findings: object[] }).findings).toContainEqual({
      check: 'workflow tasks',
      state: 'skipped',
      message: expect.stringContaining(THRESHOLD),
    });
    const listed = await ecticket(['order', 'list', '--task-failures'], { env });
    expect(listed).toMatchObject({ status: 2, err: expect.stringContaining(THRESHOLD) });
  } finally {
    await server.teardown();
  }
});
