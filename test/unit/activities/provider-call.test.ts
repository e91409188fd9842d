/** The rate limit and the heartbeats of activities that call ECPay. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { CancelledFailure, type Info } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { noInterceptor } from '../../../ecticket/call-options.js';
import { withProvider, type Call, type SaveProgress } from '../../../activities/provider-call.js';
import { RateLimiter } from '../../../activities/rate-limiter.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { PRIORITY } from '../../../workflows/messages/priorities.js';
import { grpcError, stubTemporal } from '../../support/stub-temporal.js';
import { ecpay } from '../ecticket/ecpay-double.js';
import { REF } from '../ecticket/support.js';

async function provider(callsPerSecond = Infinity) {
  const { api, requests } = await ecpay(() => ({ Status: 3 }));
  const gate = new ThrottleGate({ warn: () => undefined }, Date.now, new RateLimiter(callsPerSecond));
  const run = (
    info: Partial<Info>,
    work: (call: Call, saveProgress: SaveProgress) => Promise<unknown>,
    client?: Client,
  ) => {
    const environment = new MockActivityEnvironment(info, { ...(client && { client }) });
    const beats: unknown[] = [];
    environment.on('heartbeat', (details) => beats.push(details));
    const result = environment.run(() => withProvider({ api, gate, now: Date.now }, REF, work));
    return { beats, cancel: environment.cancel, result };
  };
  return {
    run,
    /** The trade numbers in the requests that ECPay received, in order. */
    received: () => requests.map(({ data }) => data['MerchantTradeNo']),
  };
}

const query = (call: Call, merchantTradeNo: string) =>
  call((api, options) => api.queryIssueResult({ merchantId: REF.merchantId, merchantTradeNo }, options));

/** Queries, and records when the request has its turn. On a busy machine requests overtake each other on their way. */
const queryAndRecord = (call: Call, merchantTradeNo: string, turns: string[]) =>
  call((api, { interceptor = noInterceptor, ...options }) =>
    api.queryIssueResult(
      { merchantId: REF.merchantId, merchantTradeNo },
      {
        ...options,
        interceptor: (request, make) =>
          interceptor(request, () => {
            turns.push(merchantTradeNo);
            return make();
          }),
      },
    ),
  );

describe('the rate limit', () => {
  test('counts HTTP requests, not activities', async () => {
    const { run } = await provider(10);
    const turns: string[] = [];
    const began = performance.now();
    await Promise.all(
      ['A', 'B'].map(
        (name) =>
          run({}, async (call) => {
            await queryAndRecord(call, `${name}1`, turns);
            await queryAndRecord(call, `${name}2`, turns);
          }).result,
      ),
    );
    expect(turns).toEqual(['A1', 'B1', 'A2', 'B2']);
    expect(performance.now() - began).toBeGreaterThanOrEqual(300);
  });

  test('serves requests by the priority of their activity', async () => {
    const { run } = await provider(10);
    const turns: string[] = [];
    const activities = [
      ['first', {}],
      ['background', { priorityKey: PRIORITY.background }],
      ['none', { priorityKey: 0 }],
      ['issue', { priorityKey: PRIORITY.issue }],
      ['ticketAction', { priorityKey: PRIORITY.ticketAction }],
    ] as const;
    await Promise.all(
      activities.map(([name, priority]) => run({ priority }, (call) => queryAndRecord(call, name, turns)).result),
    );
    expect(turns).toEqual(['first', 'ticketAction', 'issue', 'none', 'background']);
  });

  test('does not delay the end of an activity that is cancelled while it waits', async () => {
    const { received, run } = await provider(0.2);
    await run({}, (call) => query(call, 'first')).result;
    const [next, waits] = ['next', 'second'].map((name) => run({}, (call) => query(call, name)));
    waits?.cancel();
    await expect(waits?.result).rejects.toBeInstanceOf(CancelledFailure);
    // Before the turn of the request that waits in front of it.
    expect(received()).toEqual(['first']);
    next?.cancel();
    await expect(next?.result).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('heartbeats', () => {
  test('an activity shorter than a third of the heartbeat timeout sends none', async () => {
    const { run } = await provider();
    const { beats, result } = run({ heartbeatTimeoutMs: 60_000 }, (call) => query(call, 'A'));
    await result;
    expect(beats).toEqual([]);
  });

  test('a longer activity sends three per timeout, with its progress', async () => {
    const { run } = await provider();
    const { beats, result } = run({ heartbeatTimeoutMs: 300 }, async (_call, saveProgress) => {
      saveProgress('sent');
      // Timers of the same duration fire in the order in which they were set, also if the machine is late.
      for (let third = 1; third <= 3; third += 1) await sleep(100);
    });
    await result;
    // The first saves the progress.
    expect(beats).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('are sent while a request waits in the rate limiter', async () => {
    // The last request waits for three turns, each as long as the time between two heartbeats.
    const { run } = await provider(10);
    const calls = ['A', 'B', 'C', 'D'].map((name) => run({ heartbeatTimeoutMs: 300 }, (call) => query(call, name)));
    await Promise.all(calls.map(({ result }) => result));
    expect(calls.at(-1)?.beats.length).toBeGreaterThanOrEqual(3);
  });

  test('are not sent without a heartbeat timeout', async () => {
    const { run } = await provider();
    const { beats, result } = run({ heartbeatTimeoutMs: 0 }, () => sleep(50));
    await result;
    expect(beats).toEqual([]);
  });
});

test('a worker that was stopped for longer than the heartbeat timeout sends nothing that acts', async () => {
  const { received, run } = await provider();
  const client = stubTemporal({ otherwise: () => grpcError(5, 'invalid activityID or activity already timed out') });
  const info = { heartbeatTimeoutMs: 200, currentAttemptScheduledTimestampMs: Date.now() };
  const { result } = run(
    info,
    async (call) => {
      // Blocks the event loop, like a process that was stopped and continued.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      await query(call, 'QUERY');
      await call((api, options) =>
        api.refund({ merchantId: REF.merchantId, ticketNo: '1', action: 'refund' }, options),
      );
    },
    client,
  );
  await expect(result).rejects.toThrow('It did not send Refund');
  expect(received()).toEqual(['QUERY']);
});
