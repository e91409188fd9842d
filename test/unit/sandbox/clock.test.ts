import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Clock } from '../../../sandbox/time/clock.js';

const DAY = 86_400_000;

describe('the clock', () => {
  let clock: Clock;
  let done: string[];
  const note = (name: string) => () => {
    done.push(name);
  };
  beforeEach(() => {
    clock = new Clock();
    done = [];
  });
  afterEach(() => clock.stop());

  test('follows real time and never goes back', async () => {
    const before = clock.now();
    await clock.advance(DAY);
    expect(clock.now()).toBeGreaterThanOrEqual(before + DAY);
    await clock.advanceTo(before);
    expect(clock.now()).toBeGreaterThanOrEqual(before + DAY);
  });

  test('runs jobs in sequence while it advances, each at its own time, and awaits them', async () => {
    const start = clock.now();
    const at: number[] = [];
    const noteTime = (name: string) => async () => {
      at.push(Math.round((clock.now() - start) / DAY));
      await Promise.resolve();
      done.push(name);
    };
    clock.schedule(start + 2 * DAY, noteTime('second'));
    clock.schedule(start + DAY, noteTime('first'));
    clock.schedule(start + 2 * DAY, noteTime('third, of the same time'));
    clock.schedule(start + 9 * DAY, noteTime('not yet'));

    await clock.advance(3 * DAY);

    expect(done).toEqual(['first', 'second', 'third, of the same time']);
    expect(at).toEqual([1, 2, 2]);
  });

  test('runs jobs that another job schedules while the clock advances', async () => {
    const again = (left: number) => () => {
      done.push(`${left} left`);
      if (left > 0) clock.schedule(clock.now() + DAY, again(left - 1));
    };
    clock.schedule(clock.now() + DAY, again(2));
    await clock.advance(10 * DAY);
    expect(done).toEqual(['2 left', '1 left', '0 left']);
  });

  test('runs jobs when real time reaches them, even beyond the longest timeout', async () => {
    await new Promise<void>((resolve) => {
      clock.schedule(clock.now() + 60 * DAY, note('too early'));
      clock.schedule(clock.now() + 5, resolve);
    });
    expect(done).toEqual([]);
  });

  test('runs two concurrent advances one after the other', async () => {
    const start = clock.now();
    clock.schedule(start + DAY, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push('a day later');
    });
    const [first, second] = [clock.advance(DAY), clock.advance(2 * DAY)];
    await first;
    expect(done).toEqual(['a day later']);
    await second;
  });

  test('rejects if a job fails, and continues afterwards', async () => {
    clock.schedule(clock.now() + DAY, () => {
      throw new Error('a defect');
    });
    await expect(clock.advance(DAY)).rejects.toThrow('a defect');
    clock.schedule(clock.now() + DAY, note('next'));
    await clock.advance(DAY);
    expect(done).toEqual(['next']);
  });

  test('runs no job after it was stopped', async () => {
    clock.schedule(clock.now() + DAY, note('late'));
    clock.stop();
    await clock.advance(2 * DAY);
    expect(done).toEqual([]);
  });
});
