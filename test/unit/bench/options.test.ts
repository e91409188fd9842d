/** The command line of `npm run bench`. */
import { expect, test } from '@jest/globals';
import { readOptions, USAGE } from '../../../bench/options.js';
import { FIGURE_NAMES } from '../../../bench/figures/index.js';

test('every figure is measured by default', () => {
  expect(readOptions([])).toEqual({
    names: FIGURE_NAMES,
    json: false,
    full: false,
    address: undefined,
    plots: undefined,
  });
});

test('--only may be repeated; the figures keep their order', () => {
  expect(readOptions(['--only', 'protocol', '--only', 'history', '--json'])).toMatchObject({
    names: ['history', 'protocol'],
    json: true,
  });
});

test('an unknown figure is refused with the known ones', () => {
  const wrong = () => readOptions(['--only', 'histroy']);
  expect(wrong).toThrow(`--only: there is no figure "histroy". Figures: ${FIGURE_NAMES.join(', ')}.`);
});

test('an unknown option is refused', () => {
  expect(() => readOptions(['--fast'])).toThrow('--fast');
});

test.each(['127.0.0.1:7233', 'temporal.shop.example:7233', '[::1]:7233'])('--address %s', (address) => {
  expect(readOptions(['--address', address])).toMatchObject({ address });
});

test.each(['7233', 'http://127.0.0.1:7233', '127.0.0.1', ''])('--address %p is refused', (address) => {
  expect(() => readOptions([`--address=${address}`])).toThrow('is not host:port, such as 127.0.0.1:7233.');
});

test('--help lists every figure', () => {
  expect(readOptions(['--help'])).toBe('help');
  for (const name of FIGURE_NAMES) expect(USAGE).toContain(name);
});
