import { describe, expect, test } from '@jest/globals';
import { checkTiming } from '../../../client/orders/order-placement.js';

describe('the timing of an order', () => {
  test('accepts delays of 0 ms, and defaults', () => {
    expect(() => {
      checkTiming({ firstResultQuery: 0, releaseAfter: 86_400_000 });
    }).not.toThrow();
  });

  test.each([
    ['NaN', { firstResultQuery: NaN }, 'timingDelay'],
    ['Infinity', { releaseAfter: Infinity }, 'timingDelay'],
    ['a negative number', { releaseAfter: -1 }, 'timingDelay'],
    ['a text', { releaseAfter: '1 day' }, 'timingDelay'],
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
