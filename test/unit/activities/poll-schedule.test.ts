import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makePollIssuance, nextPollDelay } from '../../../activities/poll-issuance.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { ecpay } from '../ecticket/ecpay-double.js';
import { REF } from '../ecticket/support.js';

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

test('the first attempt sets the delay, and queries ECPay if it has waited for longer than that', async () => {
  const { api, requests } = await ecpay(() => ({ Status: 3 }));
  const gate = new ThrottleGate({ warn: () => undefined }, Date.now);
  const poll = (acceptedAt: number) => {
    const request = { ref: REF, acceptedAt, timing: DEFAULT_TIMING, pollImmediately: false, isAttentionRaised: false };
    return new MockActivityEnvironment().run(() => makePollIssuance({ api, gate, now: Date.now })(request));
  };
  await expect(poll(Date.now())).rejects.toMatchObject({ category: 'BENIGN' });
  expect(requests).toHaveLength(0);
  await poll(Date.now() - 600_000).catch(() => undefined);
  expect(requests).not.toHaveLength(0);
});
