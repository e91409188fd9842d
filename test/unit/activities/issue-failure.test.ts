/** What the order shows if its time ends between two attempts of `issue`: why ECPay did not answer, also after a kill. */
import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeIssue } from '../../../activities/issue.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { PaymentApi, TimedOutError, MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';
import { ecpay } from '../ecticket/ecpay-double.js';

const REFUSED = { RtnCode: 10299999, RtnMsg: '系統忙碌' };
const gate = new ThrottleGate({ warn: () => undefined }, Date.now);

/** ECPay refuses to name the order, and does as `issue` says when the order is sent. */
async function attempts(...sends: (() => Promise<never>)[]) {
  const { api } = await ecpay(() => REFUSED);
  const left = sends.values();
  Object.assign(api, { issue: () => left.next().value?.() });
  const payments = {
    api: new PaymentApi({ merchants: new MerchantRegistry(STAGE_MERCHANTS), baseUrl: 'http://127.0.0.1:9' }),
    gate,
    now: Date.now,
  };
  const activity = makeIssue({ api, gate, now: Date.now }, payments);
  let heartbeatDetails: unknown;
  let attempt = 0;
  return {
    /** Makes the next attempt. Returns the type of its failure, or `killed` if it ends at nothing but its process. */
    next: async (): Promise<unknown> => {
      attempt += 1;
      const environment = new MockActivityEnvironment({ heartbeatDetails, attempt });
      environment.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
      const run = environment.run(() =>
        activity({ order: electronicOrder('KILLED1'), priorSubmission: 'nothing', isAttentionRaised: false }),
      );
      const killed = new Promise((resolve) => (kill = () => resolve('killed')));
      return await Promise.race([run.catch((error: unknown) => (error as { type?: unknown }).type), killed]);
    },
  };
}

let kill: () => void = () => undefined;
const timeOut = () => Promise.reject(new TimedOutError('Issue', 'response', 'ETIMEDOUT'));
const dieWithTheWorker = () => {
  kill();
  return new Promise<never>(() => undefined);
};

test('an attempt that a killed worker never ended does not hide why the one before failed', async () => {
  const { next } = await attempts(timeOut, dieWithTheWorker);
  expect(await next()).toBe('TIMED_OUT');
  const later: unknown[] = [];
  for (let end; end !== 'killed'; later.push(end)) end = await next();
  expect(later).toEqual(['TIMED_OUT', 'TIMED_OUT', 'killed']);
  // The order may need attention now.
  expect(await next()).toBe('TIMED_OUT');
});
