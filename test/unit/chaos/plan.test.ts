import { expect, test } from '@jest/globals';
import { sampleItineraries } from '../../../chaos/orders/itinerary.js';
import { CONCERN_AN_ORDER, samplePlan } from '../../../chaos/plan/plan.js';

test('the same seed gives the same plan and the same use of tickets', () => {
  expect(samplePlan(200, 7)).toEqual(samplePlan(200, 7));
  expect(sampleItineraries(200, 7)).toEqual(sampleItineraries(200, 7));
  expect(samplePlan(200, 7)).not.toEqual(samplePlan(200, 8));
});

test('a fault concerns an order that has begun, and the sequence is that of the orders', () => {
  const plan = samplePlan(500, 7);
  const begins = plan.map(({ after }) => after);
  expect(begins).toEqual(begins.toSorted((a, b) => a - b));
  const early = plan.filter(({ type, after, order }) => CONCERN_AN_ORDER.includes(type) && order >= after);
  expect(early).toEqual([]);
});

test('a plan of five hundred orders has every kind of fault', () => {
  const types = new Set(samplePlan(500, 7).map(({ type }) => type));
  expect([...types].toSorted()).toEqual([
    ...['advanceClock', 'cutTemporal', 'cutWebhook', 'delayTemporal', 'delayWebhook', 'killDuringIssue'],
    ...['killReceiver', 'killTemporal', 'killWebhook', 'killWorker', 'loseTemporalAnswers', 'loseWebhookAnswers'],
    ...[
      'replayCallbacks',
      'resetOrder',
      'restartReceiver',
      'restartWorker',
      'sandbox',
      'suspendWorker',
      'terminateOrder',
      'throttle',
    ],
  ]);
});
