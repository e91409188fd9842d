import { expect, test } from '@jest/globals';
import { nextPollDelay } from '../../../activities/poll-issuance.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';

test('polls come every minute in ECPay’s window, then at growing intervals of up to half an hour', () => {
  const pollTimes: number[] = [];
  for (let now = 0; now < 24 * 3_600_000;) {
    now += nextPollDelay({ acceptedAt: 0, timing: DEFAULT_TIMING }, now);
    pollTimes.push(now / 60_000);
  }
  expect(pollTimes.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 13, 21, 37, 67]);
  expect(pollTimes.length).toBe(58);
});

test('a poll before the first scheduled one waits only for the remaining time', () => {
  expect(nextPollDelay({ acceptedAt: 0, timing: DEFAULT_TIMING }, 45_000)).toBe(15_000);
});

test('polls have no delay if the settings are 0', () => {
  const timing = { ...DEFAULT_TIMING, firstResultQuery: 0, resultQueryInterval: 0 };
  expect(nextPollDelay({ acceptedAt: 0, timing }, 0)).toBe(0);
  expect(nextPollDelay({ acceptedAt: 0, timing }, 60_000)).toBe(0);
});
