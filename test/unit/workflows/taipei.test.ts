import { describe, expect, test } from '@jest/globals';
import {
  formatDay,
  endOfDayInTaipei,
  momentInTaipei,
  momentWrittenInTaipei,
} from '../../../workflows/messages/taipei.js';

describe('a time in Taipei', () => {
  test('is eight hours ahead of UTC', () => {
    expect(momentInTaipei(Date.UTC(2026, 10, 22, 20, 5))).toBe('2026-11-23 04:05 +08:00');
  });

  test.each([[Number.NaN], [Infinity], [-Infinity], [8.64e15], [-8.64e15], [1e300], [Date.UTC(9999, 11, 31, 23)]])(
    '%d is shown as unknown',
    (time) => {
      expect(momentInTaipei(time)).toBe('an unknown time');
    },
  );
});

describe('the end of a day in Taipei', () => {
  test('is midnight of the next day', () => {
    expect(endOfDayInTaipei('20261231')).toBe(Date.UTC(2026, 11, 31, 16));
  });

  test.each([[''], ['0'], ['2026'], ['2026-12-31'], ['2026/12/31'], ['20261399'], ['99999999'], ['１２３４５６７８']])(
    'is NaN if %j is not a day',
    (written) => {
      expect(endOfDayInTaipei(written)).toBeNaN();
      expect(formatDay(written)).toEqual(expect.any(String));
    },
  );
});

test.each([[''], ['soon'], ['2026/13/45 99:99:99']])('%j is not a time', (written) => {
  expect(momentWrittenInTaipei(written)).toBeNaN();
});
