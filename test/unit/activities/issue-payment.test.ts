/** Attempts of `issue` after one whose worker was killed, and that find a payment for which no order is issued. */
import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeIssue } from '../../../activities/issue.js';
import type { PaymentApi } from '../../../ecticket/index.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import type { IssueOutcome } from '../../../workflows/messages/activities.js';
import { electronicOrder } from '../../support/orders.js';
import { ecpay } from '../ecticket/ecpay-double.js';

const REFUSED = { RtnCode: 10299999, RtnMsg: '系統忙碌' };
const PAID_WRONGLY = { paid: true, amount: 1, reference: 'R1', method: 'creditOneTime' };
const gate = new ThrottleGate({ warn: () => undefined }, Date.now);

/** Makes attempts from the given number on until one has an outcome. ECPay has the order, or refuses to name it. */
async function outcomeOf(firstAttempt: number, { hasOrder }: { hasOrder: boolean }) {
  const { api, requests } = await ecpay(() => REFUSED);
  let queries = 0;
  const found = () => Promise.resolve({ status: 'processing' } as const);
  const refused = api.queryIssueResult.bind(api);
  api.queryIssueResult = async (...args) => {
    queries += 1;
    return hasOrder ? await found() : await refused(...args);
  };
  const payments = { queryTrade: () => Promise.resolve(PAID_WRONGLY) } as unknown as PaymentApi;
  const provider = { gate, now: Date.now };
  const issue = makeIssue({ ...provider, api }, { ...provider, api: payments });
  let heartbeatDetails: unknown;
  for (let attempt = firstAttempt; ; attempt += 1) {
    const environment = new MockActivityEnvironment({ attempt, heartbeatDetails });
    environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
    const request = { order: electronicOrder('PAID1'), priorSubmission: 'nothing', isAttentionRaised: false } as const;
    const work = (): Promise<IssueOutcome> => issue({ ...request, paymentCheck: { due: 680 } });
    const result = (await environment.run(work).catch(() => undefined)) as IssueOutcome | undefined;
    const issued = requests.filter(({ path }) => path.endsWith('/Issue')).length;
    if (result !== undefined) return { result, queries, issued };
  }
}

test('ECPay is queried first: the killed attempt may have sent the order', async () => {
  const { result, ...calls } = await outcomeOf(2, { hasOrder: true });
  expect(result).toMatchObject({ outcome: 'accepted', numberWasKnown: true, payment: { amount: 1 } });
  expect(calls).toEqual({ queries: 1, issued: 0 });
});

test('the order is not sent, and is `notSent` after the third refusal to name it', async () => {
  const { result, ...calls } = await outcomeOf(2, { hasOrder: false });
  expect(result).toMatchObject({ outcome: 'notSent', payment: { amount: 1 } });
  expect(calls).toEqual({ queries: 3, issued: 0 });
});

test('in the first attempt, nothing was sent', async () => {
  const { result, ...calls } = await outcomeOf(1, { hasOrder: true });
  expect([result.outcome, calls]).toEqual(['notSent', { queries: 0, issued: 0 }]);
});
