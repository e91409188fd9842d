import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createMerchantActivities } from '../../../activities/index.js';
import type { MerchantEvent } from '../../../workflows/index.js';
import { numberEvents } from '../../../workflows/messages/merchant-events.js';

const REF = { merchantId: '3085676', merchantTradeNo: 'TELL1' };
const NEWS = { type: 'late', data: { issueAcceptedAt: '2026-11-22T10:00:00.000Z' } } as const;
const FIVE = numberEvents([NEWS, NEWS, NEWS, NEWS, NEWS], REF, 0, 0);

/** A shop that takes an event when `take` resolves, and what it was asked to take. */
function shop(take: (event: MerchantEvent) => Promise<void> = () => Promise.resolve()) {
  const asked: number[] = [];
  const { deliverEvents } = createMerchantActivities({
    deliver: async (event) => {
      asked.push(event.sequence);
      await take(event);
    },
  });
  return {
    asked,
    attempt: (environment: MockActivityEnvironment) => environment.run(deliverEvents, FIVE),
  };
}

const refuses = (sequence: number) => (event: MerchantEvent) =>
  event.sequence === sequence ? Promise.reject(new Error('poison')) : Promise.resolve();

describe('an attempt', () => {
  test('that fails in the middle has delivered what was before', async () => {
    const { attempt, asked } = shop(refuses(4));
    expect(await attempt(new MockActivityEnvironment())).toBe(3);
    expect(asked).toEqual([1, 2, 3, 4]);
  });

  test('that delivers nothing fails', async () => {
    const { attempt } = shop(refuses(1));
    await expect(attempt(new MockActivityEnvironment())).rejects.toMatchObject({
      type: 'EVENT_NOT_TAKEN',
      nonRetryable: false,
      message: expect.stringMatching(/TELL1\/1-[0-9a-f]{16} \(late\): Error: poison$/),
    });
  });

  test('says after each event how far it is; the next goes on there', async () => {
    const said: unknown[] = [];
    const killed = new MockActivityEnvironment();
    killed.on('heartbeat', (upTo) => said.push(upTo));
    await shop().attempt(killed);
    // After the last one its answer says it: a heartbeat more would be billed.
    expect(said).toEqual([1, 2, 3, 4]);

    const { attempt, asked } = shop();
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 3 }))).toBe(5);
    expect(asked).toEqual([4, 5]);
  });

  test('that finds only what an earlier one delivered says that much', async () => {
    const { attempt, asked } = shop(refuses(4));
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 3 }))).toBe(3);
    expect(asked).toEqual([4]);
  });

  test('that is given up by the server begins no further delivery', async () => {
    const environment = new MockActivityEnvironment();
    const { attempt, asked } = shop(async ({ sequence }) => {
      if (sequence === 2) environment.cancel('TIMED_OUT');
      await Promise.resolve();
    });
    expect(await attempt(environment)).toBe(2);
    expect(asked).toEqual([1, 2]);
  });

  test('begins nothing more when half of its time is over', async () => {
    const { attempt, asked } = shop(() => sleep(600));
    expect(await attempt(new MockActivityEnvironment({ startToCloseTimeoutMs: 1000 }))).toBe(1);
    expect(asked).toEqual([1]);
  });
});

describe('an event that takes longer than an attempt has', () => {
  const BRIEF = { startToCloseTimeoutMs: 100 };

  test('fails, and is sent anew', async () => {
    const { attempt, asked } = shop(() => sleep(2_000));
    const message = expect.stringContaining('not within 0 seconds');
    await expect(attempt(new MockActivityEnvironment(BRIEF))).rejects.toMatchObject({ message });
    await expect(attempt(new MockActivityEnvironment(BRIEF))).rejects.toMatchObject({ message });
    expect(asked).toEqual([1, 1]);
  });

  test('behind another one is awaited by the next attempt', async () => {
    const { attempt, asked } = shop(({ sequence }) => (sequence === 1 ? Promise.resolve() : sleep(300)));
    expect(await attempt(new MockActivityEnvironment(BRIEF))).toBe(1);
    expect(await attempt(new MockActivityEnvironment({ heartbeatDetails: 1, startToCloseTimeoutMs: 60_000 }))).toBe(5);
    expect(asked).toEqual([1, 2, 3, 4, 5]);
  });
});
