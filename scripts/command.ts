/** What the commands `npm run demo`, `bench`, `chaos` and `temporal` share: their options, `--help` and the exit status. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line is invalid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

interface Command<Options extends object> {
  readonly usage: string;
  /** @throws UsageError with a message that names the mistake. */
  readonly readOptions: (args: readonly string[]) => Options | 'help';
  readonly run: (options: Options) => Promise<number>;
}

/** Runs a command. Returns its exit status: that of `run`, 0 after `--help`, 2 for invalid options. */
export async function runCommand<Options extends object>(
  args: readonly string[],
  { usage, readOptions, run }: Command<Options>,
): Promise<number> {
  try {
    const options = readOptions(args);
    if (options !== 'help') return await run(options);
    console.log(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

/**
 * Parses options. A negative number after an option is its value: `parseArgs` would call it ambiguous, and the command
 * answers it with the range of the option.
 *
 * @throws UsageError for an unknown option or a missing value.
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: joinNegativeNumbers(args, options), options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Writes `--seed -1` as `--seed=-1`. */
function joinNegativeNumbers(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined.at(-1) ?? '';
    const takesValue = previous.startsWith('--') && options[previous.slice(2)]?.type === 'string';
    if (takesValue && /^-\d/.test(arg)) joined.splice(-1, 1, `${previous}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/** The numbers that an option or a setting may have. Both ends are included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** @throws UsageError with the name of the option or setting, its text and the range */
export function parseWholeNumber(name: string, text: string, { min, max }: NumberRange): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}.`);
}
