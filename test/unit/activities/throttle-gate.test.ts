import { expect, test } from '@jest/globals';
import { RateLimiter } from '../../../activities/rate-limiter.js';
import { ThrottleGate } from '../../../activities/throttle-gate.js';
import { ThrottledError } from '../../../ecticket/index.js';

const HALF_AN_HOUR = 30 * 60_000;
const turn = (merchantId: string) => ({ merchantId, priorityKey: 3, signal: new AbortController().signal });

function gateAt(start: number, callsPerSecond = 20) {
  let time = start;
  const warnings: object[] = [];
  const sent: string[] = [];
  const gate = new ThrottleGate(
    { warn: (fields) => void warnings.push(fields) },
    () => time,
    new RateLimiter(callsPerSecond),
  );
  return {
    sent,
    warnings,
    letTimePass: (ms: number) => {
      time += ms;
    },
    pass: (merchantId: string, name: string) =>
      gate.pass(turn(merchantId), () => Promise.resolve(void sent.push(name))),
    throttled: (merchantId: string) =>
      gate.pass(turn(merchantId), () =>
        Promise.reject(new ThrottledError('Issue', merchantId, 403, start + HALF_AN_HOUR)),
      ),
  };
}

test('after an HTTP 403 from ECPay, waiting requests of the merchant fail at once and are not sent', async () => {
  const { pass, sent, throttled } = gateAt(0, 0.2);
  const began = performance.now();
  const first = throttled('A');
  const waiting = ['second', 'third'].map((name) => pass('A', name));
  const other = pass('B', "another merchant's");
  const failures = await Promise.all([first, ...waiting].map((each) => each.catch((error: unknown) => error)));
  await other;
  expect(performance.now() - began).toBeLessThan(4000);
  expect(failures).toEqual(Array(3).fill(expect.objectContaining({ code: 'THROTTLED', retryAt: HALF_AN_HOUR })));
  expect(sent).toEqual(["another merchant's"]);
});

test('nothing is sent for a throttled merchant until the throttling ends, and one warning is logged', async () => {
  const { letTimePass, pass, sent, throttled, warnings } = gateAt(0);
  await expect(throttled('A')).rejects.toThrow();
  letTimePass(HALF_AN_HOUR - 1);
  await expect(pass('A', 'early')).rejects.toMatchObject({ code: 'THROTTLED', retryAt: HALF_AN_HOUR });
  letTimePass(1);
  await pass('A', 'in time');
  expect(sent).toEqual(['in time']);
  expect(warnings).toEqual([{ merchantId: 'A', retryAt: new Date(HALF_AN_HOUR).toISOString() }]);
});
