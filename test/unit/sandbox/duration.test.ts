import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../../sandbox/time/duration.js';

describe('a duration', () => {
  test.each([
    ['2s', 2_000],
    ['1 day', 86_400_000],
    ['90 minutes', 5_400_000],
    ['1.5 hours', 5_400_000],
    ['250ms', 250],
    ['3 Weeks', 1_814_400_000],
    ['0s', 0],
  ])('parses %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each([
    '',
    '2',
    's',
    '-1 day',
    '1 fortnight',
    '1e3 s',
    'NaN s',
    '99999999999999 days',
    '1 day 2 hours',
    '٣ days',
  ])('rejects %p', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
