import { expect, test } from '@jest/globals';
import { nextPollDelay } from '../../../activities/poll-issuance.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';

test('the questions of a day: every minute in the window, then ever more slowly, never past half an hour', () => {
  const moments: number[] = [];
  for (let now = 0; now < 24 * 3_600_000;) {
    now += nextPollDelay({ acceptedAt: 0, timing: DEFAULT_TIMING }, now);
    moments.push(now / 60_000);
  }
  expect(moments.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 13, 21, 37, 67]);
  expect(moments.length).toBe(58);
});

test('a question that comes early waits only for what is left', () => {
  expect(nextPollDelay({ acceptedAt: 0, timing: DEFAULT_TIMING }, 45_000)).toBe(15_000);
});

test('settings of nothing at all ask at once', () => {
  const timing = { ...DEFAULT_TIMING, firstResultQuery: 0, resultQueryInterval: 0 };
  expect(nextPollDelay({ acceptedAt: 0, timing }, 0)).toBe(0);
  expect(nextPollDelay({ acceptedAt: 0, timing }, 60_000)).toBe(0);
});
