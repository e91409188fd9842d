/** ECPay documents no answer for an order that it does not have: when a poll takes a refusal for one. */
import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makePollIssuance } from '../../../activities/poll-issuance.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import type { PollIssuanceResult } from '../../../workflows/messages/activities.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { ecpay } from '../ecticket/ecpay-double.js';
import { REF } from '../ecticket/support.js';

const REFUSED = { RtnCode: 10299999, RtnMsg: '系統忙碌' };
const PROCESSING = { Status: 3 };
const GARBAGE = { Status: 7 };
const EXPECTED = { mayBeUnknown: true, isExpected: true } as const;
const NAMED_BY_A_MESSAGE = { mayBeUnknown: true } as const;

/**
 * Polls with one of ECPay's answers after the other. As on a server, the last heartbeat details are those of the next
 * attempt.
 *
 * @returns what each attempt ended with: an outcome, or the delay to the next attempt in milliseconds
 */
async function poll(
  answers: readonly object[],
  request: typeof EXPECTED | typeof NAMED_BY_A_MESSAGE,
  pollUntil = Infinity,
): Promise<readonly unknown[]> {
  const sent = answers.values();
  const { api } = await ecpay(() => ({ ...sent.next().value }));
  const gate = new ThrottleGate({ warn: () => undefined }, Date.now);
  const schedule = { acceptedAt: 0, timing: DEFAULT_TIMING, pollImmediately: true, isAttentionRaised: false };
  const activity = makePollIssuance({ api, gate, now: Date.now });
  let heartbeatDetails: unknown;
  const ends: unknown[] = [];
  for (const attempt of answers.keys()) {
    const environment = new MockActivityEnvironment({ heartbeatDetails, attempt: attempt + 1 });
    environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
    const result: Promise<PollIssuanceResult> = environment.run(() =>
      activity({ ref: REF, ...schedule, ...request, pollUntil }),
    );
    ends.push(await result.then(outcomeOf, delayOf));
  }
  return ends;
}

const outcomeOf = ({ outcome }: PollIssuanceResult) => outcome;
const delayOf = ({ nextRetryDelay }: { readonly nextRetryDelay?: unknown }) => nextRetryDelay;
const DELAY = expect.any(Number);

test('an order that ECPay should have is unknown after three consecutive refusals, five seconds apart', async () => {
  expect(await poll([REFUSED, REFUSED, REFUSED], EXPECTED)).toEqual([5000, 5000, 'unknown']);
});

test('also at the last poll', async () => {
  expect(await poll([REFUSED, REFUSED, REFUSED], EXPECTED, 1)).toEqual([5000, 5000, 'unknown']);
});

test('another failure between two refusals begins the count again', async () => {
  const answers = [REFUSED, REFUSED, GARBAGE, REFUSED, REFUSED, REFUSED];
  expect(await poll(answers, EXPECTED)).toEqual([5000, 5000, DELAY, 5000, 5000, 'unknown']);
});

test('an order that ECPay has named once is never unknown', async () => {
  const answers = [REFUSED, PROCESSING, REFUSED, GARBAGE, REFUSED, REFUSED, REFUSED];
  expect(await poll(answers, EXPECTED)).not.toContain('unknown');
  expect(await poll([PROCESSING, REFUSED, REFUSED], NAMED_BY_A_MESSAGE)).not.toContain('unknown');
});

test('a number that only a message names is unknown when ECPay refuses it', async () => {
  expect(await poll([REFUSED], NAMED_BY_A_MESSAGE)).toEqual(['unknown']);
});
