/**
 * A worker receives a query with events that another worker's workflow task has delivered. The other worker never
 * answers, so this one receives the task too, with an instance that knows these events already.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { activationGuard } from '../../../workers/workflow-code.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { silentLogger } from '../../support/worker-logs.js';
import { countNotes, note, timedNotes } from './timed-notes.js';

const STICKY = { name: 'notes of the silent worker', kind: 2, normalName: 'notes' };

let environment: TestWorkflowEnvironment;
let workflowBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  environment = await startDevServer();
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./timed-notes.ts', import.meta.url)),
    workflowInterceptorModules: [activationGuard()],
    logger: silentLogger(),
  });
});
afterAll(async () => {
  await environment.teardown();
});

/** Receives a task as a worker does that is suspended before it answers. */
async function pollSilently(taskQueue: object) {
  const { connection, namespace = 'default' } = environment;
  return await connection.withDeadline(Date.now() + 60_000, () =>
    connection.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue, identity: 'silent' }),
  );
}

/** The server gives a query to the last worker only if it has seen that worker poll. */
async function pollersOf(taskQueue: object): Promise<unknown[]> {
  const { connection, namespace = 'default' } = environment;
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue });
  return pollers.map(({ identity }) => identity);
}

/** Answers the first workflow task, which has no commands. The server then sends what follows to this worker first. */
async function becomeTheLastWorker(): Promise<void> {
  const { taskToken } = await pollSilently({ name: STICKY.normalName });
  await environment.connection.workflowService.respondWorkflowTaskCompleted({
    taskToken,
    identity: 'silent',
    stickyAttributes: { workerTaskQueue: STICKY, scheduleToStartTimeout: { seconds: 2 as never } },
  });
}

test('the workflow replays, because the worker loads it again before it answers', async () => {
  const { client, connection, nativeConnection } = environment;
  const handle = await client.workflow.start(timedNotes, { taskQueue: 'notes', workflowId: 'notes' });
  await becomeTheLastWorker();

  // The server gives the query to the silent worker, and after two seconds to the next one.
  const received = pollSilently(STICKY);
  await untilPasses(async () => expect(await pollersOf(STICKY)).toEqual(['silent']));
  const queried = connection.withDeadline(Date.now() + 60_000, () => handle.query(countNotes));
  expect((await received).query).toBeTruthy();
  const task = pollSilently(STICKY);
  await handle.signal(note);
  const silentTask = Number((await task).startedEventId);
  const worker = await Worker.create({ connection: nativeConnection, taskQueue: 'notes', workflowBundle });
  await worker.runUntil(async () => {
    await queried;
    await handle.signal(note);
    await handle.signal(note);
    await handle.result();
  });

  const history = await handle.fetchHistory();
  expect(history.events?.[silentTask]?.workflowTaskTimedOutEventAttributes).toBeTruthy();
  await Worker.runReplayHistory({ workflowBundle }, history, 'notes');
});
