import { describe, expect, test } from '@jest/globals';
import { checkTiming } from '../../../client/orders/order-placement.js';

describe('the delays of an order', () => {
  test('may be shortened to nothing and left out', () => {
    expect(() => {
      checkTiming({ firstResultQuery: 0, releaseAfter: 86_400_000 });
    }).not.toThrow();
  });

  test.each([
    ['NaN', { firstResultQuery: NaN }, 'timingDelay'],
    ['for ever', { releaseAfter: Infinity }, 'timingDelay'],
    ['below nothing', { releaseAfter: -1 }, 'timingDelay'],
    ['a text', { releaseAfter: '1 day' }, 'timingDelay'],
    ['null', null, 'shape'],
    ['of an unknown name', { firstPoll: 10 }, 'unknownField'],
    ['of an inherited name', { toString: 10 }, 'unknownField'],
  ])('cannot be %s', (_what, timing, rule) => {
    const violations = [expect.objectContaining({ rule })] as unknown;
    expect(() => {
      checkTiming(timing as object);
    }).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', violations }));
  });
});
