import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { RateLimiter } from '../../../activities/rate-limiter.js';

const forever = new AbortController().signal;

/** Waits for turns, and records when they are granted. */
function recorder(limiter: RateLimiter) {
  const began = performance.now();
  const served: { name: string; at: number }[] = [];
  const wait = async (name: string, { merchantId = '3085676', priorityKey = 3, signal = forever } = {}) => {
    await limiter.waitForTurn({ merchantId, priorityKey, signal });
    served.push({ name, at: performance.now() - began });
  };
  /** The indexes of the requests that were served sooner than `interval` (ms) allows. */
  const tooSoon = (interval: number) => served.flatMap(({ at }, place) => (at < place * interval ? [place] : []));
  return { wait, tooSoon, names: () => served.map(({ name }) => name) };
}

describe('the rate limit', () => {
  test.each([20, 3, 0.9])('at %d calls per second, requests are at least one interval apart', async (rate) => {
    const { wait, names, tooSoon } = recorder(new RateLimiter(rate));
    await Promise.all(['1', '2', '3'].map((name) => wait(name)));
    expect([names(), tooSoon(1000 / rate)]).toEqual([['1', '2', '3'], []]);
  });

  test('does not stall when the clock is set back by an hour', async () => {
    const { wait, names } = recorder(new RateLimiter(50));
    await wait('before');
    const now = Date.now;
    try {
      Date.now = () => now() - 3_600_000;
      await Promise.all([wait('after'), wait('after')]);
    } finally {
      Date.now = now;
    }
    expect(names()).toEqual(['before', 'after', 'after']);
  });

  test('counts the turn of a request that is cancelled while it is sent', async () => {
    const { wait, tooSoon } = recorder(new RateLimiter(5));
    const cancelled = new AbortController();
    await wait('first', { signal: cancelled.signal });
    const second = wait('second');
    cancelled.abort();
    await second;
    expect(tooSoon(200)).toEqual([]);
  });

  test('does not delay requests if the rate is unlimited', async () => {
    const limiter = new RateLimiter(Infinity);
    const { wait } = recorder(limiter);
    await Promise.all(Array.from({ length: 100 }, () => wait('x')));
    expect(limiter.merchants).toBe(0);
  });
});

describe('the order of requests', () => {
  test('is by priority, then first come, first served', async () => {
    const { wait, names } = recorder(new RateLimiter(50));
    await Promise.all([
      wait('at once'),
      wait('poll 1', { priorityKey: 3 }),
      wait('background', { priorityKey: 4 }),
      wait('issue', { priorityKey: 2 }),
      wait('poll 2', { priorityKey: 3 }),
      wait('clerk 1', { priorityKey: 1 }),
      wait('clerk 2', { priorityKey: 1 }),
    ]);
    expect(names()).toEqual(['at once', 'clerk 1', 'clerk 2', 'issue', 'poll 1', 'poll 2', 'background']);
  });

  test('is separate for each merchant', async () => {
    const { wait, names } = recorder(new RateLimiter(1));
    await wait('first');
    const abandoned = new AbortController();
    const waiting = Promise.allSettled(['second', 'third'].map((name) => wait(name, { signal: abandoned.signal })));
    await wait('another merchant', { merchantId: '3362787' });
    expect(names()).toEqual(['first', 'another merchant']);
    abandoned.abort();
    await waiting;
  });
});

describe('a waiting request', () => {
  test('of a cancelled activity rejects at once with the signal’s reason, and the others move up', async () => {
    const { wait, names } = recorder(new RateLimiter(2));
    await wait('first');
    const cancelled = new AbortController();
    const next = wait('next');
    const abandonedRequest = wait('cancelled', { signal: cancelled.signal });
    const last = wait('last');
    const reason = new Error('cancelled');
    cancelled.abort(reason);
    await expect(abandonedRequest).rejects.toBe(reason);
    // Before the next turn.
    expect(names()).toEqual(['first']);
    await Promise.all([next, last]);
    expect(names()).toEqual(['first', 'next', 'last']);
    await expect(wait('too late', { signal: cancelled.signal })).rejects.toBe(reason);
  });

  test('of a throttled merchant rejects; those of other merchants do not', async () => {
    const limiter = new RateLimiter(2);
    const { wait, names } = recorder(limiter);
    await Promise.all([wait('first'), wait('other 1', { merchantId: '3362787' })]);
    const waiting = [wait('second'), wait('third')];
    const other = wait('other 2', { merchantId: '3362787' });
    const reason = new Error('throttled');
    limiter.reject('3085676', reason);
    for (const each of waiting) await expect(each).rejects.toBe(reason);
    await other;
    expect(names()).toEqual(['first', 'other 1', 'other 2']);
  });

  test('leaves no memory behind, for any number of merchants', async () => {
    const limiter = new RateLimiter(20);
    const { wait } = recorder(limiter);
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => wait('x', { merchantId: String(index) })));
    expect(limiter.merchants).toBe(10_000);
    while (limiter.merchants > 0) await sleep(10);
  });
});
