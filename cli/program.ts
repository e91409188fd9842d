import tab from '@bomb.sh/tab/commander';
import { Command } from '@commander-js/extra-typings';
import type { Command as PlainCommand } from 'commander';
import type { RunAction } from './commands/command.js';
import { addTicketCommands } from './commands/ticket-commands.js';
import { addECPayCommands } from './commands/ecpay-commands.js';
import { addSetupCommands } from './commands/setup-commands.js';
import { addOrderCommands } from './commands/order-commands.js';
import { addEventCommands } from './commands/event-commands.js';
import { addForgetCommand } from './commands/forget-command.js';
import { addPaymentCommands } from './commands/payment-commands.js';
import { addRebuildCommand } from './commands/rebuild-command.js';
import { addTriggerCommands } from './commands/trigger-commands.js';
import { packageVersion } from '../settings/installation.js';
import { DEFAULT_LANGUAGE, type Language } from '../settings/language.js';
import { EXIT, EXIT_MEANINGS } from './exit-status.js';
import type { Io } from './command-context.js';
import { toTerminalText } from './display/terminal-text.js';
import { helpTranslator, translateHelp, type Translate } from './texts/help.js';

export type { RunAction } from './commands/command.js';

/**
 * Builds the command tree with its options and help.
 * @param runAction runs the action of the command that was called
 */
export function createProgram(
  runAction: RunAction,
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>,
  language: Language = DEFAULT_LANGUAGE,
): Command {
  const translate = helpTranslator(language);
  const program = new Command('ecticket')
    .description('ECPay ECTicket orders on Temporal, for people and scripts')
    .version(packageVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(toTerminalText(text)),
      writeErr: (text) => stderr.write(toTerminalText(text)),
      // The caller reports errors.
      outputError: () => undefined,
    })
    .configureHelp({ styleTitle: translate })
    .addHelpText('after', furtherHelp(translate));
  addSetupCommands(program, runAction);
  addOrderCommands(program, runAction);
  addTicketCommands(program, runAction);
  addPaymentCommands(program, runAction);
  addEventCommands(program, runAction);
  addRebuildCommand(program, runAction);
  addForgetCommand(program, runAction);
  addECPayCommands(program, runAction);
  addTriggerCommands(program, runAction);
  // The typings come from another package; the class is the same.
  tab(program as unknown as PlainCommand, { completionCommandName: 'completion' });
  translateHelp(program, translate);
  return program;
}

/** The paragraphs after the list of commands. */
export const FURTHER_HELP = [
  'Settings come from the environment, as for the worker: ECTICKET_ENV, ECTICKET_MERCHANTS, TEMPORAL_ADDRESS …',
  'Name an order by its workflow id or by [MerchantID/]TradeNo.',
] as const;

function exitStatusHelp(translate: Translate): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return names.map((name) => `  ${String(EXIT[name]).padEnd(5)}${translate(EXIT_MEANINGS[name])}`).join('\n');
}

function furtherHelp(translate: Translate): string {
  return `
${FURTHER_HELP.map(translate).join('\n')}

${translate('Exit status:')}
${exitStatusHelp(translate)}

${translate('Examples:')}
  $ ecticket doctor
  $ ecticket order list --status needsAttention
  $ ecticket order watch 3085676/CX202611220001
  $ source <(ecticket completion bash)`;
}
