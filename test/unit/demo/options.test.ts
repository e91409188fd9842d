import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../demo/options.js';
import { UsageError } from '../../../scripts/command.js';

describe('the demo’s command line', () => {
  test.each([
    [[], { keep: false }],
    [['--keep'], { keep: true }],
    [['--orders', '100', '--keep'], { keep: true, orders: 100 }],
    [['--help'], 'help'],
  ])('accepts %j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  test.each([
    [['--order', '8'], /--order/],
    [['eight'], /eight/],
    [['--orders'], /--orders/],
    [['--orders', '0'], /"0" is not a number from 1 to 1000/],
    [['--orders', '1001'], /"1001" is not/],
    [['--orders', '1e2'], /"1e2" is not/],
    [['--orders=-3'], /"-3" is not/],
    [['--orders', '八'], /"八" is not/],
  ])('rejects %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});
