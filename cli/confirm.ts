import { createInterface } from 'node:readline';
import { UsageError } from '../settings/listen-options.js';
import type { CommandContext } from './command-context.js';
import { toTerminalText } from './display/terminal-text.js';

/** Options of every command whose effect is hard to undo. */
export interface ConfirmOptions {
  readonly yes?: true | undefined;
}

/** The user answered the confirmation prompt with no. */
class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
  readonly code = 'DECLINED';
}

/**
 * Asks the user to confirm, unless `--yes` was given. The prompt goes to stderr.
 * @throws DeclinedError if the user says no; UsageError without a terminal
 */
export async function confirm(
  prompt: string,
  { yes }: ConfirmOptions,
  { io: { stdin, stderr }, texts }: Pick<CommandContext, 'io' | 'texts'>,
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) throw new UsageError('Nothing was done. Without a terminal, confirm with --yes.');
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    terminal.setPrompt(`${toTerminalText(prompt)} [y/N] `);
    terminal.prompt();
    // Ctrl-C and Ctrl-D close the terminal without an answer, which counts as no.
    const answer = await new Promise<string>((resolve) => {
      terminal.once('line', resolve).once('close', () => resolve(''));
    });
    if (!/^y(es)?$/i.test(answer.trim())) throw new DeclinedError(texts.prompts.declined);
  } finally {
    terminal.close();
  }
}
