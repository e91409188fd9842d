/** What the operator of a chaos run reads from the development server, and lets start. */
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import { retryWaitingActivities, type WaitingActivity } from '../../../chaos/plan/operator.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { listenToWorkers } from '../../support/worker-logs.js';
import type { actOnce } from './waiting-workflow.js';

listenToWorkers();

test('an attempt that failed and one that timed out do not lengthen the wait for the next, which starts at once', async () => {
  const server = await startDevServer();
  const attempts = new EventEmitter();
  // The operator's reset lets Temporal count from 1 again.
  let calls = 0;
  const act = async () => {
    calls += 1;
    attempts.emit(String(calls));
    if (calls === 1) throw ApplicationFailure.create({ message: 'fails', nextRetryDelay: 1 });
    if (calls === 2) await Context.current().cancelled;
  };
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: 'waiting',
    workflowsPath: fileURLToPath(new URL('./waiting-workflow.ts', import.meta.url)),
    activities: { act },
  });
  await worker.runUntil(async () => {
    const second = once(attempts, '2');
    const handle = await server.client.workflow.start<typeof actOnce>('actOnce', {
      taskQueue: 'waiting',
      workflowId: 'waiting',
    });
    await second;
    let waiting: readonly WaitingActivity[] = [];
    await untilPasses(async () => {
      waiting = await retryWaitingActivities(server.client);
      expect(waiting).toEqual([{ workflowId: 'waiting', activity: 'act', waitMs: expect.any(Number) }]);
    });
    expect(waiting[0]?.waitMs).toBeLessThanOrEqual(30_000);
    await handle.result();
  });
  await server.teardown();
});
