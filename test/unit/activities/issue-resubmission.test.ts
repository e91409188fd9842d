/** Attempts of `issue` for an order that failed at ECPay, and that an operator resubmits. ECPay shows the old failure. */
import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { AttemptOverdueError } from '../../../activities/attempt-lease.js';
import { makeIssue } from '../../../activities/issue.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import {
  BusinessRefusalError,
  CannotConnectError,
  type PaymentApi,
  ThrottledError,
  TimedOutError,
  type IssueResult,
  type TicketApi,
} from '../../../ecticket/index.js';
import type { IssueOutcome } from '../../../workflows/messages/activities.js';
import { electronicOrder } from '../../support/orders.js';

const gate = new ThrottleGate({ warn: () => undefined }, Date.now);
const FAILED = { status: 'failed' } as IssueResult;
const ACCEPTED = { outcome: 'accepted', numberWasKnown: false };
const KNOWN = { outcome: 'accepted', numberWasKnown: true };

const timedOut = new TimedOutError('Issue', 'response', 'ETIMEDOUT');
const cannotConnect = new CannotConnectError('Issue', 'ECONNREFUSED');
const throttled = new ThrottledError('Issue', '3085676', 403, Date.now() + 1000);
const overdue = new AttemptOverdueError('Temporal has not confirmed that this attempt still runs.');
const refusal = new BusinessRefusalError('Issue', 10100, '商品已下架');

/** What ECPay does, one after the other; the last one stays. */
interface ECPay {
  readonly sends?: readonly (Error | undefined)[];
  readonly shows?: readonly (Error | IssueResult)[];
}

/** Makes attempts from the given number on until one has an outcome, at most ten. The `killed` one does nothing. */
async function outcomeOf({ sends = [], shows = [FAILED] }: ECPay, firstAttempt = 1, killed?: number) {
  let [sent, queries] = [0, 0];
  const api = {
    issue: async () => {
      sent += 1;
      await Promise.resolve();
      const error = sends[sent - 1];
      if (error !== undefined) throw error;
    },
    queryIssueResult: async () => {
      queries += 1;
      await Promise.resolve();
      const shown = shows[Math.min(queries, shows.length) - 1];
      if (shown instanceof Error) throw shown;
      return shown;
    },
  } as unknown as TicketApi;
  const provider = { gate, now: Date.now };
  const issue = makeIssue({ ...provider, api }, { ...provider, api: undefined as unknown as PaymentApi });
  let heartbeatDetails: unknown;
  const failures: unknown[] = [];
  for (let attempt = firstAttempt; attempt < firstAttempt + 10; attempt += 1) {
    if (attempt === killed) continue;
    const environment = new MockActivityEnvironment({ attempt, heartbeatDetails });
    environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
    const request = {
      order: electronicOrder('AGAIN1'),
      priorSubmission: 'resubmitted',
      isAttentionRaised: true,
    } as const;
    const attemptIssue = () => issue(request);
    try {
      const result = await environment.run<[], IssueOutcome, typeof attemptIssue>(attemptIssue);
      return { result, sent, failures };
    } catch (error) {
      failures.push((error as { type?: unknown }).type ?? (error as Error).name);
    }
  }
  return { sent, failures };
}

test('the first attempt sends the order', async () => {
  expect(await outcomeOf({})).toEqual({ result: ACCEPTED, sent: 1, failures: [] });
});

test('the attempt after a killed one does not: ECPay may show the old failure although it has the order again', async () => {
  expect(await outcomeOf({}, 2)).toEqual({ result: KNOWN, sent: 0, failures: [] });
});

test.each([cannotConnect, throttled, overdue])(
  'a request that ended with $name did not reach ECPay: it is sent again',
  async (error) => {
    expect(await outcomeOf({ sends: [error, error] })).toMatchObject({ result: ACCEPTED, sent: 3 });
  },
);

test('a query that fails before the order is sent does not end the resubmission', async () => {
  const shows = [timedOut, timedOut, FAILED];
  expect(await outcomeOf({ shows })).toEqual({ result: ACCEPTED, sent: 1, failures: ['TIMED_OUT', 'TIMED_OUT'] });
});

test('a refusal leaves the failed order: its failure needs attention again', async () => {
  expect(await outcomeOf({ sends: [refusal] })).toEqual({ result: KNOWN, sent: 1, failures: [] });
});

test('that nothing was sent counts for the next attempt only: a killed one may have sent the order', async () => {
  expect(await outcomeOf({ sends: [cannotConnect] }, 1, 2)).toEqual({
    result: KNOWN,
    sent: 1,
    failures: ['CANNOT_CONNECT'],
  });
});

test.each([[[FAILED]], [[FAILED, cannotConnect, FAILED]]])(
  'a request without an answer is not sent again, whatever the query after it says: %j',
  async (shows) => {
    const { result, sent } = await outcomeOf({ sends: [timedOut], shows });
    expect({ result, sent }).toEqual({ result: KNOWN, sent: 1 });
  },
);
