import { afterEach, expect, test } from '@jest/globals';
import { SEEDS, testSetting, wholeNumberSetting } from '../../support/test-settings.js';

const NAME = 'ECTICKET_MODEL_UNIT_TEST';
const RANGE = { min: 1, max: 5000 };

afterEach(() => {
  delete process.env['TEST_ECTICKET_MODEL_UNIT_TEST'];
});

function set(text: string): void {
  process.env['TEST_ECTICKET_MODEL_UNIT_TEST'] = text;
}

test('a setting that is not set is undefined', () => {
  expect([testSetting(NAME), wholeNumberSetting(NAME, RANGE)]).toEqual([undefined, undefined]);
});

test.each([
  ['1', 1],
  ['12', 12],
  ['5000', 5000],
])('%j is a whole number of the range', (text, value) => {
  set(text);
  expect(wholeNumberSetting(NAME, RANGE)).toBe(value);
});

test.each(['abc', '0', '-5', '1.5', '', ' ', '1e3', '0x10', '+5', '5001', '99999999999999999999', 'Infinity', '八'])(
  'the error about %j names the setting, the value and the range',
  (text) => {
    set(text);
    const message = `ECTICKET_MODEL_UNIT_TEST: ${JSON.stringify(text)} is not a whole number from 1 to 5000.`;
    expect(() => wholeNumberSetting(NAME, RANGE)).toThrow(new Error(message));
  },
);

test('a seed is a number of 31 bits', () => {
  set('0');
  expect(wholeNumberSetting(NAME, SEEDS)).toBe(0);
  set('2147483648');
  expect(() => wholeNumberSetting(NAME, SEEDS)).toThrow('is not a whole number from 0 to 2147483647.');
});
