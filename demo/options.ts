import { parseArgs } from 'node:util';

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

/** The command line is invalid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Parses the command line. @throws UsageError with a message that names the mistake. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  const { help, keep, orders } = parse(args);
  if (help) return 'help';
  if (orders === undefined) return { keep };
  if (!/^[1-9]\d{0,3}$/.test(orders) || Number(orders) > 1000) {
    throw new UsageError(`--orders: ${JSON.stringify(orders)} is not a number from 1 to 1000.`);
  }
  return { keep, orders: Number(orders) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        orders: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
