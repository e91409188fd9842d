import { describe, expect, test } from '@jest/globals';
import { checkTiming } from '../../../client/orders/order-placement.js';

describe('the timing of an order', () => {
  test('accepts delays of 0 ms, texts, and defaults', () => {
    expect(() => {
      checkTiming({ firstResultQuery: 0, releaseAfter: 86_400_000, firstReminder: '90 minutes' });
    }).not.toThrow();
  });

  test.each([
    ['NaN', { firstResultQuery: NaN }, 'timingDelay'],
    ['Infinity', { releaseAfter: Infinity }, 'timingDelay'],
    ['a negative number', { releaseAfter: -1 }, 'timingDelay'],
    ['a text that is no duration', { releaseAfter: 'a while' }, 'timingDelay'],
    ['an empty text', { releaseAfter: '' }, 'timingDelay'],
    ['a negative text', { releaseAfter: '-1 day' }, 'timingDelay'],
    ['a text beyond ten years', { releaseAfter: '11 years' }, 'timingDelay'],
    ['a date', { releaseAfter: new Date(0) }, 'timingDelay'],
    ['null', null, 'shape'],
    ['an unknown name', { firstPoll: 10 }, 'unknownField'],
    ['an inherited name', { toString: 10 }, 'unknownField'],
  ])('rejects %s', (_what, timing, rule) => {
    const violations = [expect.objectContaining({ rule })] as unknown;
    expect(() => {
      checkTiming(timing as object);
    }).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', violations }));
  });
});
