import { createRequire } from 'node:module';
import tab from '@bomb.sh/tab/commander';
import { Command } from '@commander-js/extra-typings';
import type { Command as PlainCommand } from 'commander';
import type { Act } from './commands/command.js';
import { addTicketCommands } from './commands/ticket-commands.js';
import { addECPayCommands } from './commands/ecpay-commands.js';
import { addHouseCommands } from './commands/setup-commands.js';
import { addOrderCommands } from './commands/order-commands.js';
import { addPaymentCommands } from './commands/payment-commands.js';
import { EXIT, EXIT_WORDS } from './exit-status.js';
import type { Io } from './io.js';

export type { Act } from './commands/command.js';

/** Every command with its options and its help. `act` runs what a command does. */
export function createProgram(act: Act, { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>): Command {
  const program = new Command('ecticket')
    .description('ECPay ECTicket orders on Temporal, for people and scripts')
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Told once, by whoever started the program.
      outputError: () => undefined,
    })
    .addHelpText('after', FURTHER_HELP);
  addHouseCommands(program, act);
  addOrderCommands(program, act);
  addTicketCommands(program, act);
  addPaymentCommands(program, act);
  addECPayCommands(program, act);
  // The typings are another package's; the class is the same.
  tab(program as unknown as PlainCommand, { completionCommandName: 'completion' });
  return program;
}

const FURTHER_HELP = `
Settings come from the environment, as for the worker: ECTICKET_ENV, ECTICKET_MERCHANTS, TEMPORAL_ADDRESS …
An order is named by its workflow id or by [MerchantID/]TradeNo.

Exit status:
${(Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => `  ${String(EXIT[name]).padEnd(5)}${EXIT_WORDS[name]}`).join('\n')}

Examples:
  $ ecticket doctor
  $ ecticket order list --status needsAttention
  $ ecticket order watch 3085676/CX202611220001
  $ source <(ecticket completion bash)`;

function version(): string {
  return (createRequire(import.meta.url)('temporal-ecticket/package.json') as { version: string }).version;
}
