/** What Temporal answers to the heartbeats of a lease, on an encrypted namespace and with the worker's own client. */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { activityInfo } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { AttemptLease } from '../../../activities/attempt-lease.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { listenToWorkers } from '../../support/worker-logs.js';
import type { actOnce } from './lease-workflow.js';

listenToWorkers();

const { EventType } = proto.temporal.api.enums.v1;
const HEARTBEAT_TIMEOUT_MS = 8000;
const PROGRESS = { sent: true };

test('a renewal keeps the progress, ends with the attempt, and reports a cancellation', async () => {
  const server = await startDevServer();
  const dataConverter = encryptedDataConverter(parseCodecKeys(`a:${randomBytes(32).toString('base64')}`));
  const client = new Client({ connection: server.connection, dataConverter });
  const progress = new EventEmitter();
  const [second, lost] = [once(progress, 'second'), once(progress, 'lost')];
  const act = async () => {
    const lease = AttemptLease.ofAttempt();
    if (activityInfo().attempt === 1) {
      await whileClockIsAhead(() => lease.require('Issue', PROGRESS));
      await second;
      progress.emit('lost', await lease.require('Issue', PROGRESS).catch(String));
      return;
    }
    progress.emit('second', activityInfo().heartbeatDetails);
    for (;;) {
      await lease.require('Issue', PROGRESS);
      await sleep(100);
    }
  };
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: 'lease',
    workflowsPath: fileURLToPath(new URL('./lease-workflow.ts', import.meta.url)),
    activities: { act },
    dataConverter,
  });
  await worker.runUntil(async () => {
    const workflow = { taskQueue: 'lease', workflowId: 'lease' };
    const handle = await client.workflow.start<typeof actOnce>('actOnce', workflow);
    expect(await second).toEqual([PROGRESS]);
    expect((await lost)[0]).toMatch(/AttemptOverdueError: .*ActivityNotFoundError.*It did not send Issue/);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    const { events } = await handle.fetchHistory();
    const types = events?.map(({ eventType }) => EventType[eventType ?? 0]) ?? [];
    // Both attempts, and no heartbeat.
    expect(types.filter((type) => type?.includes('ACTIVITY'))).toEqual([
      'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
      'EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED',
      'EVENT_TYPE_ACTIVITY_TASK_STARTED',
      'EVENT_TYPE_ACTIVITY_TASK_CANCELED',
    ]);
  });
  await server.teardown();
});

/** Sets the wall clock ahead during a call: by it the lease is over, and Temporal still waits for the attempt. */
async function whileClockIsAhead(call: () => Promise<void>): Promise<void> {
  const now = Date.now;
  try {
    Date.now = () => now() + HEARTBEAT_TIMEOUT_MS;
    await call();
  } finally {
    Date.now = now;
  }
}
