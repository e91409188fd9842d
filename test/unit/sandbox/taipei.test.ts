import { describe, expect, test } from '@jest/globals';
import { formatDate, addDays, formatDateTime, nextHour, startOfDate } from '../../../sandbox/time/taipei.js';

describe('Asia/Taipei', () => {
  test('the date changes at 16:00 UTC', () => {
    expect(formatDate(Date.parse('2026-05-18T15:59:59.999Z'))).toBe('20260518');
    expect(formatDate(Date.parse('2026-05-18T16:00:00Z'))).toBe('20260519');
  });

  test('a time is formatted to the second', () => {
    expect(formatDateTime(Date.parse('2026-05-18T06:30:00Z'))).toBe('2026/05/18 14:30:00');
  });

  test('valid dates have a start, invalid dates have none', () => {
    expect(startOfDate('20240229')).toBe(Date.parse('2024-02-28T16:00:00Z'));
    for (const none of ['20230229', '20261301', '20260100', '2026518', 'abcdefgh', '1', '']) {
      expect(startOfDate(none)).toBeUndefined();
    }
  });

  test('days are added across the end of the year', () => {
    expect(addDays(Date.parse('2026-12-31T17:00:00Z'), 365)).toBe('20280101');
  });

  test('the next 9:00 is today, or tomorrow after 9:00', () => {
    const nine = Date.parse('2026-05-18T01:00:00Z');
    expect(nextHour(nine - 1, 9)).toBe(nine);
    expect(nextHour(nine, 9)).toBe(nine + 86_400_000);
  });
});
