/** What all commands share: their common options, their help, and the parsers of option values. */
import { InvalidArgumentError, type Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { isUpdateId } from '../../client/update-options.js';
import { isCalendarDate } from '../../ecticket/taipei-date.js';
import type { CommandContext, CommonOptions } from '../command-context.js';

/** Runs the action of a command with a new context, and closes the context afterwards. */
export type RunAction = (options: CommonOptions, action: (context: CommandContext) => Promise<void>) => Promise<void>;

export interface CommandHelp {
  /** One line, starting with a verb. */
  readonly summary: string;
  /** Command lines without the leading `ecticket`. */
  readonly examples: readonly [string, ...string[]];
}

/** Adds a command that runs an action, with the options that every such command has. */
export function addCommand<const Usage extends string>(
  parent: Command,
  usage: Usage,
  { summary, examples }: CommandHelp,
) {
  return parent
    .command(usage)
    .description(summary)
    .option('--json', 'print JSON, also for errors: {"error":{"code","message"}}')
    .option('--debug', 'print the stack trace of an error')
    .addHelpText('after', ({ command }) => formatExamples(examples, command));
}

/** Adds a command that only holds subcommands. */
export function addGroup(parent: Command, name: string, { summary, examples }: CommandHelp): Command {
  return parent
    .command(name)
    .description(summary)
    .addHelpText('after', ({ command }) => formatExamples(examples, command));
}

function formatExamples(examples: readonly string[], command: CommandUnknownOpts): string {
  const heading = command.createHelp().styleTitle(examples.length === 1 ? 'Example:' : 'Examples:');
  return `\n${heading}\n${examples.map((line) => `  $ ecticket ${line}`).join('\n')}`;
}

/** Help of the argument `<order>`. */
export const ORDER_ARGUMENT = 'workflow id, or [MerchantID/]TradeNo';

/** Parses an amount in NT$. */
export function parseAmount(text: string): number {
  return parseInteger(text, 0, 'Give whole NT$, such as 1360.');
}

export function parsePositive(text: string): number {
  return parseInteger(text, 1, 'Give a whole number above 0.');
}

/** Parses orders per second. */
export function parseRate(text: string): number {
  const rate = /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Number(text) : NaN;
  if (rate >= 0.1 && rate <= 100) return rate;
  throw new InvalidArgumentError('Give orders per second from 0.1 to 100, such as 5.');
}

/** Parses a day in Asia/Taipei, yyyymmdd. */
export function parseDay(text: string): string {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError('Give a day in Asia/Taipei as yyyymmdd, such as 20261122.');
}

export function parseMerchantId(text: string): string {
  if (/^[A-Za-z0-9]{1,10}$/.test(text)) return text;
  throw new InvalidArgumentError('A MerchantID has 1 to 10 letters and digits.');
}

export function parseUpdateId(text: string): string {
  if (isUpdateId(text)) return text;
  throw new InvalidArgumentError('Give 1 to 200 visible characters without spaces, or leave it out.');
}

/** Parses ticket numbers that are separated by commas. */
export function parseTicketNos(text: string): readonly string[] {
  const numbers = text.split(',').map((number) => number.trim());
  if (!numbers.includes('')) return numbers;
  throw new InvalidArgumentError('Give ticket numbers separated by commas, such as T2611220001,T2611220002.');
}

function parseInteger(text: string, minimum: number, fix: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= minimum) return number;
  throw new InvalidArgumentError(fix);
}
