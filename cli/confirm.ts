import { createInterface } from 'node:readline';
import { UsageError } from '../settings/listen-options.js';
import { DeclinedError } from './errors/declined-error.js';
import type { Io } from './io.js';

/** What every command takes that cannot simply be undone. */
export interface ConfirmOptions {
  readonly yes?: true | undefined;
}

/**
 * Asks a person before something is done that cannot simply be undone, unless `--yes` was said.
 * @throws DeclinedError; UsageError where there is nobody to ask.
 */
export async function confirm(question: string, { yes }: ConfirmOptions, { stdin, stderr }: Io): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) throw new UsageError(`Nothing was done. To do it without a question at a terminal, add --yes.`);
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    terminal.setPrompt(`${question} [y/N] `);
    terminal.prompt();
    // Ctrl-C and Ctrl-D answer nothing, which is a no.
    const answer = await new Promise<string>((resolve) => {
      terminal.once('line', resolve).once('close', () => resolve(''));
    });
    if (!/^y(es)?$/i.test(answer.trim())) throw new DeclinedError();
  } finally {
    terminal.close();
  }
}
