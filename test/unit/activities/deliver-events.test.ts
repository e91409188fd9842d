import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createMerchantActivities } from '../../../activities/index.js';
import type { MerchantEvent } from '../../../workflows/index.js';
import { numberEvents } from '../../../workflows/messages/merchant-events.js';

const REF = { merchantId: '3085676', merchantTradeNo: 'EVENTS1' };
const LATE = { type: 'late', data: { issueAcceptedAt: '2026-11-22T10:00:00.000Z' } } as const;
const FIVE = numberEvents([LATE, LATE, LATE, LATE, LATE], REF, 0, 0);

/** A merchant that accepts an event when `accept` resolves, and the sequences of the events that it received. */
function merchant(accept: (event: MerchantEvent) => Promise<void> = () => Promise.resolve()) {
  const received: number[] = [];
  const { deliverEvents } = createMerchantActivities({
    deliver: async (event) => {
      received.push(event.sequence);
      await accept(event);
    },
  });
  return {
    received,
    attempt: (environment: MockActivityEnvironment) => environment.run(deliverEvents, FIVE),
  };
}

const refuses = (sequence: number) => (event: MerchantEvent) =>
  event.sequence === sequence ? Promise.reject(new Error('poison')) : Promise.resolve();

describe('an attempt to deliver events', () => {
  test('reports the events that were accepted before one that failed', async () => {
    const { attempt, received } = merchant(refuses(4));
    expect(await attempt(new MockActivityEnvironment())).toBe(3);
    expect(received).toEqual([1, 2, 3, 4]);
  });

  test('fails if the merchant accepts none', async () => {
    const { attempt } = merchant(refuses(1));
    await expect(attempt(new MockActivityEnvironment())).rejects.toMatchObject({
      type: 'EVENT_NOT_ACCEPTED',
      nonRetryable: false,
      message: expect.stringMatching(/EVENTS1\/1-[0-9a-f]{16} \(late\): Error: poison$/),
    });
  });

  test('heartbeats its progress after each event, and the next attempt continues there', async () => {
    const heartbeats: unknown[] = [];
    const killed = new MockActivityEnvironment();
    killed.on('heartbeat', (upTo) => heartbeats.push(upTo));
    await merchant().attempt(killed);
    // The result reports the last event: a further heartbeat would be billed.
    expect(heartbeats).toEqual([1, 2, 3, 4]);

    const { attempt, received } = merchant();
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 3 }))).toBe(5);
    expect(received).toEqual([4, 5]);
  });

  test('reports what an earlier attempt delivered if it delivers nothing itself', async () => {
    const { attempt, received } = merchant(refuses(4));
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 3 }))).toBe(3);
    expect(received).toEqual([4]);
  });

  test('starts no further delivery after the server has timed it out', async () => {
    const environment = new MockActivityEnvironment();
    const { attempt, received } = merchant(async ({ sequence }) => {
      if (sequence === 2) environment.cancel('TIMED_OUT');
      await Promise.resolve();
    });
    expect(await attempt(environment)).toBe(2);
    expect(received).toEqual([1, 2]);
  });

  test('starts no further delivery after half of its time', async () => {
    const { attempt, received } = merchant(() => sleep(600));
    expect(await attempt(new MockActivityEnvironment({ startToCloseTimeoutMs: 1000 }))).toBe(1);
    expect(received).toEqual([1]);
  });
});

describe('an event that the merchant does not accept within the attempt’s time', () => {
  const BRIEF = { startToCloseTimeoutMs: 100 };

  test('fails the attempt and is sent again', async () => {
    const { attempt, received } = merchant(() => sleep(2_000));
    const message = expect.stringContaining('no response within 0 seconds');
    await expect(attempt(new MockActivityEnvironment(BRIEF))).rejects.toMatchObject({ message });
    await expect(attempt(new MockActivityEnvironment(BRIEF))).rejects.toMatchObject({ message });
    expect(received).toEqual([1, 1]);
  });

  test('is awaited by the next attempt if it followed another event', async () => {
    const { attempt, received } = merchant(({ sequence }) => (sequence === 1 ? Promise.resolve() : sleep(300)));
    expect(await attempt(new MockActivityEnvironment(BRIEF))).toBe(1);
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 1, startToCloseTimeoutMs: 60_000 }))).toBe(5);
    expect(received).toEqual([1, 2, 3, 4, 5]);
  });
});
