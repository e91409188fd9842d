/** What all commands have in common. */
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { isUpdateId } from '../../client/update-options.js';
import { isCalendarDate } from '../../ecticket/taipei-date.js';
import type { CommonOptions, Shell } from '../shell.js';

/** Runs an action with all that it works with. */
export type Act = (options: CommonOptions, action: (shell: Shell) => Promise<void>) => Promise<void>;

export interface About {
  readonly does: string;
  /** A line each, as typed after `ecticket`. */
  readonly examples: readonly [string, ...string[]];
}

/** A command that does something, with the options that every one has. */
export function leaf<const Usage extends string>(parent: Command, usage: Usage, { does, examples }: About) {
  return parent
    .command(usage)
    .description(does)
    .option('--json', 'print JSON, errors too: {"error":{"code","message"}}')
    .option('--debug', 'show where an error comes from')
    .addHelpText('after', helpWith(examples));
}

/** A command that holds others. */
export function group(parent: Command, name: string, { does, examples }: About): Command {
  return parent.command(name).description(does).addHelpText('after', helpWith(examples));
}

function helpWith(examples: readonly string[]): string {
  return `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${examples.map((line) => `  $ ecticket ${line}`).join('\n')}`;
}

export const ORDER = 'its workflow id, or [MerchantID/]TradeNo';

/** NT$. */
export function amount(text: string): number {
  return wholeNumber(text, 0, 'Give whole NT$, such as 1360.');
}

export function positive(text: string): number {
  return wholeNumber(text, 1, 'Give a whole number above 0.');
}

export function day(text: string): string {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError('Give a day as yyyymmdd, such as 20261122.');
}

export function merchantId(text: string): string {
  if (/^[A-Za-z0-9]{1,10}$/.test(text)) return text;
  throw new InvalidArgumentError('A MerchantID has 1 to 10 letters and digits.');
}

export function updateId(text: string): string {
  if (isUpdateId(text)) return text;
  throw new InvalidArgumentError('Give 1 to 200 visible characters without spaces, or leave it out.');
}

function wholeNumber(text: string, least: number, fix: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= least) return number;
  throw new InvalidArgumentError(fix);
}
