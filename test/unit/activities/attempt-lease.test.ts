/** When an attempt may send a request that acts. The answers of a real server: test/integration/activities. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { AttemptLease, AttemptOverdueError } from '../../../activities/attempt-lease.js';
import { grpcError, stubTemporal } from '../../support/stub-temporal.js';

const UNAVAILABLE = 14;
const HEARTBEAT_TIMEOUT_MS = 20_000;
const LEASE_MS = HEARTBEAT_TIMEOUT_MS / 2;

/**
 * Runs an attempt that needs its lease for each of these endpoints.
 *
 * @param age how long ago the attempt was scheduled, in milliseconds
 * @param answers the server's answers to heartbeats; it is unavailable after the last one
 * @returns the number of heartbeats that were sent
 */
async function attempt(
  endpoints: readonly string[],
  { age = 0, pause = 0, answers = [] as object[], ...info }: Partial<Info> & Partial<Timing> = {},
): Promise<number> {
  let heartbeats = 0;
  const recordActivityTaskHeartbeat = () => {
    heartbeats += 1;
    const answer = answers[heartbeats - 1];
    if (answer === undefined) throw grpcError(UNAVAILABLE, 'connection refused');
    return answer;
  };
  const client = stubTemporal({ answers: { recordActivityTaskHeartbeat }, otherwise: () => new Error('unexpected') });
  const timeouts = { heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS, startToCloseTimeoutMs: 60_000 };
  const scheduled = { currentAttemptScheduledTimestampMs: Date.now() - age };
  const environment = new MockActivityEnvironment({ ...timeouts, ...scheduled, ...info }, { client });
  await environment.run(async () => {
    const lease = AttemptLease.ofAttempt();
    await sleep(pause);
    for (const endpoint of endpoints) await lease.require(endpoint, undefined);
  });
  return heartbeats;
}

interface Timing {
  readonly age: number;
  /** Milliseconds from the beginning of the attempt to its first request. */
  readonly pause: number;
  readonly answers: object[];
}

test('the scheduling of the attempt is the first confirmation', async () => {
  expect(await attempt(['Issue', 'WriteOff', 'Refund'])).toBe(0);
});

test('an old lease, as of a task that waited for its worker, is renewed once', async () => {
  expect(await attempt(['WriteOff', 'WriteOff'], { age: LEASE_MS, answers: [{}] })).toBe(1);
});

test('a worker whose clock is behind measures from the beginning of the attempt', async () => {
  expect(await attempt(['Issue'], { age: -60_000 })).toBe(0);
  // A timer may end a millisecond early.
  const slow = { heartbeatTimeoutMs: 4000, pause: 2010 };
  expect(await attempt(['Issue'], { ...slow, age: -60_000, answers: [{}] })).toBe(1);
});

test.each(['Issue', 'WriteOff', 'Refund'])('%s needs an answer of Temporal', async (endpoint) => {
  const lost = attempt([endpoint], { age: LEASE_MS });
  await expect(lost).rejects.toBeInstanceOf(AttemptOverdueError);
  await expect(lost).rejects.toThrow('connection refused');
});

test('what Temporal has of an earlier attempt is replaced before the first request that acts', async () => {
  const heartbeatDetails = { results: [], haveAllEnded: true };
  expect(await attempt(['QueryOrderInfo', 'WriteOff', 'WriteOff'], { heartbeatDetails, answers: [{}] })).toBe(1);
  const lost = attempt(['WriteOff'], { heartbeatDetails });
  await expect(lost).rejects.toBeInstanceOf(AttemptOverdueError);
});

test('queries need no lease', async () => {
  expect(await attempt(['QueryIssueResult', 'QueryOrderInfo'], { age: LEASE_MS })).toBe(0);
});

test('no confirmation extends the start-to-close timeout', async () => {
  const late = attempt(['Issue'], { age: LEASE_MS, answers: [{}], startToCloseTimeoutMs: LEASE_MS });
  await expect(late).rejects.toThrow('its time is over');
});
