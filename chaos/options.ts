import { randomInt } from 'node:crypto';
import { parseOptions, parseWholeNumber } from '../scripts/command.js';

export interface ChaosOptions {
  readonly orders: number;
  readonly seed: number;
  /** Prints the report as JSON on the last line. */
  readonly json: boolean;
}

const DEFAULT_ORDERS = 500;
const MAX_SEED = 2 ** 31 - 1;

export const USAGE = `Usage: npm run chaos [-- options]

  --orders N   number of orders, 1 to 5000 (default: ${DEFAULT_ORDERS})
  --seed S     the plan's seed, 0 to ${MAX_SEED} (default: a random one, which is printed)
  --json       print the report as JSON on the last line
  --help       show this help`;

const OPTIONS = {
  orders: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Parses the command line. @throws UsageError with a message that names the mistake. */
export function readOptions(args: readonly string[]): ChaosOptions | 'help' {
  const {
    help,
    json,
    orders = String(DEFAULT_ORDERS),
    seed = String(randomInt(MAX_SEED)),
  } = parseOptions(args, OPTIONS);
  if (help) return 'help';
  return {
    json,
    orders: parseWholeNumber('--orders', orders, { min: 1, max: 5000 }),
    seed: parseWholeNumber('--seed', seed, { min: 0, max: MAX_SEED }),
  };
}
