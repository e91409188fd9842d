import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { RateLimiter } from '../../../activities/rate-limiter.js';

const forever = new AbortController().signal;

/** Asks for turns, and notes when they are given. */
function asker(limiter: RateLimiter) {
  const began = performance.now();
  const served: { name: string; at: number }[] = [];
  const ask = async (name: string, { merchantId = '3085676', priorityKey = 3, signal = forever } = {}) => {
    await limiter.waitForTurn({ merchantId, priorityKey, signal });
    served.push({ name, at: performance.now() - began });
  };
  /** The places of those that were served sooner than `interval` ms after the one before them allows. */
  const tooSoon = (interval: number) => served.flatMap(({ at }, place) => (at < place * interval ? [place] : []));
  return { ask, tooSoon, names: () => served.map(({ name }) => name) };
}

describe('requests to ECPay keep to the rate', () => {
  test.each([20, 3, 0.9])('at %d calls per second, one interval lies between any two', async (rate) => {
    const { ask, names, tooSoon } = asker(new RateLimiter(rate));
    await Promise.all(['1', '2', '3'].map((name) => ask(name)));
    expect([names(), tooSoon(1000 / rate)]).toEqual([['1', '2', '3'], []]);
  });

  test('the clock is set back by an hour: nobody waits for it', async () => {
    const { ask, names } = asker(new RateLimiter(50));
    await ask('before');
    const now = Date.now;
    try {
      Date.now = () => now() - 3_600_000;
      await Promise.all([ask('after'), ask('after')]);
    } finally {
      Date.now = now;
    }
    expect(names()).toEqual(['before', 'after', 'after']);
  });

  test('a request that is cancelled while it is sent does not give its turn to the next', async () => {
    const { ask, tooSoon } = asker(new RateLimiter(5));
    const cancelled = new AbortController();
    await ask('first', { signal: cancelled.signal });
    const second = ask('second');
    cancelled.abort();
    await second;
    expect(tooSoon(200)).toEqual([]);
  });

  test('without a rate, nothing waits', async () => {
    const limiter = new RateLimiter(Infinity);
    const { ask } = asker(limiter);
    await Promise.all(Array.from({ length: 100 }, () => ask('x')));
    expect(limiter.merchants).toBe(0);
  });
});

describe('who goes first', () => {
  test('the more urgent, and among equals who came first', async () => {
    const { ask, names } = asker(new RateLimiter(50));
    await Promise.all([
      ask('at once'),
      ask('poll 1', { priorityKey: 3 }),
      ask('background', { priorityKey: 4 }),
      ask('issue', { priorityKey: 2 }),
      ask('poll 2', { priorityKey: 3 }),
      ask('clerk 1', { priorityKey: 1 }),
      ask('clerk 2', { priorityKey: 1 }),
    ]);
    expect(names()).toEqual(['at once', 'clerk 1', 'clerk 2', 'issue', 'poll 1', 'poll 2', 'background']);
  });

  test('one merchant does not wait for another', async () => {
    const { ask, names } = asker(new RateLimiter(1));
    await ask('first');
    const abandoned = new AbortController();
    const waiting = Promise.allSettled(['second', 'third'].map((name) => ask(name, { signal: abandoned.signal })));
    await ask('another merchant', { merchantId: '3362787' });
    expect(names()).toEqual(['first', 'another merchant']);
    abandoned.abort();
    await waiting;
  });
});

describe('who no longer waits', () => {
  test('a cancelled activity, at once and with the signal’s own reason; the others move up', async () => {
    const { ask, names } = asker(new RateLimiter(2));
    await ask('first');
    const cancelled = new AbortController();
    const given = ask('given up', { signal: cancelled.signal });
    const last = ask('last');
    const reason = new Error('cancelled');
    cancelled.abort(reason);
    const began = performance.now();
    await expect(given).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(400);
    await last;
    expect(names()).toEqual(['first', 'last']);
    await expect(ask('too late', { signal: cancelled.signal })).rejects.toBe(reason);
  });

  test('all of a merchant that ECPay throttles, and nobody else', async () => {
    const limiter = new RateLimiter(2);
    const { ask, names } = asker(limiter);
    await Promise.all([ask('first'), ask('other 1', { merchantId: '3362787' })]);
    const waiting = [ask('second'), ask('third')];
    const other = ask('other 2', { merchantId: '3362787' });
    const reason = new Error('throttled');
    limiter.reject('3085676', reason);
    for (const each of waiting) await expect(each).rejects.toBe(reason);
    await other;
    expect(names()).toEqual(['first', 'other 1', 'other 2']);
  });

  test('the ten-thousandth merchant leaves no memory behind', async () => {
    const limiter = new RateLimiter(20);
    const { ask } = asker(limiter);
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => ask('x', { merchantId: String(index) })));
    expect(limiter.merchants).toBe(10_000);
    while (limiter.merchants > 0) await sleep(10);
  });
});
