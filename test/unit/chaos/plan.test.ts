import { describe, expect, test } from '@jest/globals';
import { sampleItineraries } from '../../../chaos/orders/itinerary.js';
import { concernsAnOrder } from '../../../chaos/plan/faults.js';
import { samplePlan } from '../../../chaos/plan/plan.js';
import { FAULT_KINDS } from '../../../sandbox/faults/faults.js';

test('the same seed gives the same plan and the same use of tickets', () => {
  expect(samplePlan(200, 7)).toEqual(samplePlan(200, 7));
  expect(sampleItineraries(200, 7)).toEqual(sampleItineraries(200, 7));
  expect(samplePlan(200, 7)).not.toEqual(samplePlan(200, 8));
});

test('a fault concerns an order that has begun, and the sequence is that of the orders', () => {
  const plan = samplePlan(500, 7);
  const begins = plan.map(({ after }) => after);
  expect(begins).toEqual(begins.toSorted((a, b) => a - b));
  const early = plan.filter((entry) => concernsAnOrder(entry) && entry.order >= entry.after);
  expect(early).toEqual([]);
});

describe('ten plans of five hundred orders', () => {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
  const plans = seeds.map((seed) => samplePlan(500, seed));

  test.each(seeds.map((seed, index) => [seed, plans[index] ?? []] as const))(
    'break everything that can break, seed %i',
    (_, plan) => {
      const types = new Set(plan.map(({ type }) => type));
      expect([...types].toSorted()).toEqual([
        ...['advanceClock', 'cutTemporal', 'cutWebhook', 'delayCallbacks', 'delayTemporal', 'delayWebhook'],
        ...['halveTemporal', 'halveWebhook', 'killDuringIssue', 'killReceiver', 'killTemporal', 'killWebhook'],
        ...['killWorker', 'loseTemporalAnswers', 'loseWebhookAnswers', 'replayCallbacks', 'resetOrder'],
        ...['restartReceiver', 'restartWorker', 'sandbox', 'suspendWorker', 'terminateOrder', 'throttle'],
      ]);
      const longest = (type: string, of: 'ms' | 'downMs' | 'times') =>
        Math.max(...plan.map((entry) => (entry.type === type && of in entry ? Number(entry[of as never]) : 0)));
      expect(longest('suspendWorker', 'ms')).toBeGreaterThanOrEqual(60_000);
      expect(longest('killWebhook', 'downMs')).toBeGreaterThanOrEqual(90_000);
      expect(longest('replayCallbacks', 'times')).toBeGreaterThanOrEqual(1000);
    },
  );

  test('have every fault of the sandbox', () => {
    const kinds = new Set(plans.flat().map((entry) => (entry.type === 'sandbox' ? entry.kind : entry.type)));
    // `throttle` answers 403, and `delayCallbacks` delays.
    const names = { http403: 'throttle', delay: 'delayCallbacks' } as Readonly<Record<string, string>>;
    const missing = Object.values(FAULT_KINDS)
      .flat()
      .filter((kind) => !kinds.has(names[kind] ?? kind));
    expect(missing).toEqual([]);
  });
});
