import { parseOptions, UsageError } from '../scripts/command.js';

export interface DemoOptions {
  /** Number of orders. The default is one of every kind. */
  readonly orders?: number;
  /** Keeps all processes running until Ctrl-C. */
  readonly keep: boolean;
}

export const USAGE = `Usage: npm run demo [-- options]

  --orders N   number of orders, 1 to 1000 (default: one of every kind)
  --keep       keep all processes running until Ctrl-C
  --help       show this help`;

const OPTIONS = {
  orders: { type: 'string' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Parses the command line. @throws UsageError with a message that names the mistake. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  const { help, keep, orders } = parseOptions(args, OPTIONS);
  if (help) return 'help';
  if (orders === undefined) return { keep };
  if (!/^[1-9]\d{0,3}$/.test(orders) || Number(orders) > 1000) {
    throw new UsageError(`--orders: ${JSON.stringify(orders)} is not a number from 1 to 1000.`);
  }
  return { keep, orders: Number(orders) };
}
