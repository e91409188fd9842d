import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../chaos/options.js';
import { UsageError } from '../../../scripts/command.js';

describe('the command line of chaos', () => {
  test.each([
    [['--orders', '6', '--seed', '3'], { orders: 6, seed: 3, json: false }],
    [['--seed', '0', '--orders', '5000', '--json'], { orders: 5000, seed: 0, json: true }],
    [['--help', '--seed', '-1'], 'help'],
  ])('accepts %j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  test.each([
    [['--seed', '-1'], '--seed: "-1" is not a whole number from 0 to 2147483647.'],
    [['--seed=-1'], '--seed: "-1" is not a whole number from 0 to 2147483647.'],
    [['--seed', '2147483648'], '--seed: "2147483648" is not a whole number from 0 to 2147483647.'],
    [['--seed', '1.5'], '--seed: "1.5" is not a whole number from 0 to 2147483647.'],
    [['--seed', ''], '--seed: "" is not a whole number from 0 to 2147483647.'],
    [['--json', '--orders', '-5', '--seed', '3'], '--orders: "-5" is not a whole number from 1 to 5000.'],
    [['--orders', '0'], '--orders: "0" is not a whole number from 1 to 5000.'],
    [['--seed'], "Option '--seed <value>' argument missing"],
    [['--json', '-1'], "Unknown option '-1'"],
  ])('rejects %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});
