/** Comparison of two contenders, and the statistics of the bench. */
import { expect, test } from '@jest/globals';
import { compare, formatSpread, quantile, rounded, spreadOf } from '../../../bench/measure/rounds.js';

test('the contenders take turns, and each is first as often as the other', async () => {
  const turns: string[] = [];
  const contender = (name: string, value: number) => () => {
    turns.push(name);
    return value;
  };
  const { floor, product, ratio } = await compare(4, { floor: contender('f', 10), product: contender('p', 9) });
  expect(turns.join('')).toBe('fppffppf');
  expect([floor.median, product.median, ratio.median]).toEqual([10, 9, 0.9]);
});

test('a ratio is that of one round, so that a slow round of both changes nothing', async () => {
  const speeds = [1, 0.1, 1];
  let turn = 0;
  const contender = (value: number) => () => value * (speeds[Math.floor(turn++ / 2)] ?? NaN);
  const { ratio } = await compare(3, { floor: contender(10), product: contender(8) });
  expect(ratio).toEqual({ median: 0.8, lowest: 0.8, highest: 0.8 });
});

test('quantiles', () => {
  const values = Array.from({ length: 101 }, (_, index) => 100 - index);
  expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([0, 50, 99, 100]);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
});

test('a spread has the median and the range', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  expect(formatSpread({ median: 0.93456, lowest: 0.9, highest: 0.961 })).toBe('0.935 (0.9 to 0.961)');
  expect(rounded(12345.6)).toBe(12300);
});
