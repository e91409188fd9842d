/** The language of `--help`. The commands state their help in English, which is also the key of its translation. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language } from '../../settings/language.js';
import { HELP_IN_CHINESE } from './zh-tw-help.js';

/** Translates a text of the help. Returns a text without a translation as it is. */
export type Translate = (text: string) => string;

export function helpTranslator(language: Language): Translate {
  return language === 'en' ? (text) => text : (text) => HELP_IN_CHINESE[text] ?? text;
}

/** Translates the help of a command, of its subcommands, options and arguments. */
export function translateHelp(command: CommandUnknownOpts, translate: Translate): void {
  command.description(translate(command.description()));
  const help = translate('display help for command');
  command.helpOption('-h, --help', help);
  if (command.commands.length > 0) command.helpCommand('help [command]', help);
  for (const described of [...command.options, ...command.registeredArguments]) {
    described.description = translate(described.description);
  }
  for (const subcommand of command.commands) translateHelp(subcommand, translate);
}
