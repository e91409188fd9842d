/** Orders whose workflow tasks fail: the workers poll and look well, and nothing happens to these orders. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { viewsAt } from '../../../cli/actions/views.js';
import { TASK_QUEUE } from '../../../workflows/messages/names.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { ecticket, type Ran } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { useCliWorld } from './cli-world.js';

const THRESHOLD = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute';

/** A query to such an order takes ten seconds, and workers start and bundle here, several times (ms). */
jest.setTimeout(240_000);

/** The first failure is reported, not the fifth, a minute later. */
const world = useCliWorld({ worker: false, serverArgs: ['--dynamic-config-value', `${THRESHOLD}=1`] });

const keyOf = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;
const OLD_KEY = { ECTICKET_CODEC_KEYS: keyOf('old') };
const NEW_KEY = { ECTICKET_CODEC_KEYS: keyOf('new') };
const BOTH_KEYS = { ECTICKET_CODEC_KEYS: `${keyOf('new')},${keyOf('old')}` };

/** Until what is printed is as wanted: the server reports a failure a moment after it. */
async function ranUntil(args: readonly string[], env: Record<string, string>, wanted: RegExp): Promise<Ran> {
  for (;;) {
    const ran = await world().run(args, { env });
    if (wanted.test(ran.out + ran.err)) return ran;
  }
}

async function finding(env: Record<string, string>) {
  const { findings } = (await world().run(['doctor', '--json'], { env })).json() as {
    findings: { check: string; state: string; words: string }[];
  };
  return findings.find(({ check }) => check === 'workflow tasks');
}

/** Ids of the orders that the view finds. */
async function viewed(): Promise<string[]> {
  const query = viewsAt(Date.now()).find(({ name }) => name === 'task-failures')?.query ?? '';
  const { executions } = await world().server.client.workflowService.listWorkflowExecutions({
    namespace: 'default',
    query,
  });
  return executions.map(({ execution }) => execution?.workflowId ?? '');
}

describe('an order that the worker lacks the key for', () => {
  let endWorker: () => Promise<unknown>;

  beforeAll(async () => {
    const stdin = JSON.stringify(electronicOrder('Keys1'));
    expect((await world().run(['order', 'place', '-'], { stdin, env: OLD_KEY })).status).toBe(0);
    endWorker = await world().startWorker(NEW_KEY);
    await ranUntil(['order', 'list', '--task-failures'], BOTH_KEYS, /Keys1/);
  });

  test('is not said to lack a worker: show says that its tasks fail, why, and what to do', async () => {
    const { status, out, err } = await world().run(['order', 'show', '3085676/Keys1'], { env: BOTH_KEYS });
    expect({ status, out }).toEqual({ status: 5, out: '' });
    expect(err).toMatch(/^The order ecticket\/3085676\/Keys1 stands still: its workflow tasks fail/);
    expect(err).toContain('No codec key has the id "old"');
    expect(err).toContain('ECTICKET_CODEC_KEYS of every worker');

    const json = (await world().run(['order', 'show', '3085676/Keys1', '--json'], { env: BOTH_KEYS })).json();
    expect(json).toMatchObject({
      error: {
        code: 'WORKFLOW_TASKS_FAILING',
        workflowId: 'ecticket/3085676/Keys1',
        reason: 'WorkflowWorkerUnhandledFailure',
        attempts: expect.any(Number),
      },
    });
    const watched = await world().run(['order', 'watch', '3085676/Keys1'], { env: BOTH_KEYS });
    expect(watched).toMatchObject({ status: 5, err: expect.stringContaining('its workflow tasks fail') });
  });

  test('is found by doctor, by the lists and by the view', async () => {
    expect(await finding(BOTH_KEYS)).toMatchObject({
      state: 'failed',
      words: expect.stringMatching(
        /^1 order stands still.*3085676\/Keys1 \(WorkflowWorkerUnhandledFailure\)[^]*ecticket order show 3085676\/Keys1/,
      ),
    });
    const { out } = await world().run(['order', 'list'], { env: BOTH_KEYS });
    expect(out).toMatch(/Workflow tasks fail\n[^]*3085676\/Keys1 .*WorkflowWorkerUnhandledFailure/);
    expect(await viewed()).toEqual(['ecticket/3085676/Keys1']);
  });

  test('whose failure nobody here can read either is shown with the key that is lacking', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Keys1'], { env: OLD_KEY });
    expect(err).toContain('cannot be read: No codec key has the id "new"');
  });

  test('goes on by itself when the key is there, and nothing finds it any more', async () => {
    await endWorker();
    endWorker = await world().startWorker(BOTH_KEYS);
    const { out } = await ranUntil(['order', 'show', '3085676/Keys1'], BOTH_KEYS, /awaitingPayment/);
    expect(out).toContain('Payment');
    await ranUntil(['order', 'list', '--task-failures'], BOTH_KEYS, /No orders/);
    expect(await finding(BOTH_KEYS)).toMatchObject({ state: 'ok' });
    expect(await viewed()).toEqual([]);
    const list = await world().run(['order', 'list'], { env: BOTH_KEYS });
    expect(list.out).not.toContain('Workflow tasks fail');
    await endWorker();
  });
});

describe('orders whose worker has another version', () => {
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
    await ranUntil(['order', 'list', '--task-failures'], {}, /Replay1[^]*Fault1|Fault1[^]*Replay1/);
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
  });

  test('that cannot replay it: the deployment is named', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Replay1']);
    expect(err).toMatch(/\(NonDeterministicError, \d+ in a row\)/);
    expect(err).toContain('[TMPRL1100]');
    expect(err).toContain('Deploy the version that ran it before');
  });

  test('that fails on it: its type and place are told, and people’s data with --json only', async () => {
    const { err } = await world().run(['order', 'show', '3085676/Fault1']);
    expect(err).toMatch(/TypeError at ticketOrder \(.*worker-of-another-version/);
    expect(err).not.toContain('王珊珊');
    const { out } = await world().run(['order', 'show', '3085676/Fault1', '--json']);
    expect(out).toContain('Cannot read the name of 王珊珊');
  });
});

test('a server that reports no failing tasks is said to, and the rest works', async () => {
  const server = await startDevServer(['--dynamic-config-value', `${THRESHOLD}=0`]);
  try {
    const env = { ...world().env, TEMPORAL_ADDRESS: server.address };
    // The command gives up after five seconds, in which a busy machine may not have started the server.
    while ((await ecticket(['order', 'list'], { env })).status !== 0);
    const { json } = await ecticket(['doctor', '--json'], { env });
    expect((json() as { findings: object[] }).findings).toContainEqual({
      check: 'workflow tasks',
      state: 'skipped',
      words: expect.stringContaining(THRESHOLD),
    });
    const listed = await ecticket(['order', 'list', '--task-failures'], { env });
    expect(listed).toMatchObject({ status: 2, err: expect.stringContaining(THRESHOLD) });
  } finally {
    await server.teardown();
  }
});
