import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCalendarDate, taipeiDate } from '../../../ecticket/taipei-date.js';

test('the day changes at midnight in Taipei, which is 16:00 UTC', () => {
  expect(taipeiDate(Date.parse('2026-05-18T15:59:59.999Z'))).toBe('20260518');
  expect(taipeiDate(Date.parse('2026-05-18T16:00:00.000Z'))).toBe('20260519');
  expect(taipeiDate(Date.parse('2026-12-31T23:59:59.999+08:00'))).toBe('20261231');
  expect(taipeiDate(Date.parse('2027-01-01T00:00:00.000+08:00'))).toBe('20270101');
});

test('it is the day that the time-zone database gives for Asia/Taipei, in summer and winter', () => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei', dateStyle: 'short' });
  const moment = fc.integer({ min: Date.parse('1980-01-01'), max: Date.parse('2100-01-01') });
  fc.assert(fc.property(moment, (at) => taipeiDate(at) === format.format(at).replaceAll('-', '')));
});

test.each(['20240229', '20000229', '20261231', '20260101'])('%s is a day of the calendar', (day) => {
  expect(isCalendarDate(day)).toBe(true);
});

test.each([
  '20230229',
  '21000229',
  '20260431',
  '20261301',
  '20260100',
  '20260001',
  '2026-1-1',
  '2026051',
  '',
  '２０２６０１０１',
])('%j is none', (day) => {
  expect(isCalendarDate(day)).toBe(false);
});
