import { CommanderError } from '@commander-js/extra-typings';
import { languageOf } from '../settings/language.js';
import { EXIT } from './exit-status.js';
import { createProgram, type RunAction } from './program.js';
import { reportError } from './report-error.js';
import { CommandContext, type Io } from './command-context.js';

/** Runs `ecticket` with these arguments and returns the exit status. Never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let status: number = EXIT.ok;
  const runAction: RunAction = async (options, action) => {
    const context = new CommandContext(io, options);
    try {
      await action(context);
      status = context.status;
    } finally {
      await context.close();
    }
  };
  try {
    await createProgram(runAction, io, languageOf(io.env)).parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // A group without a command prints its help, and is still a usage error.
    if (error instanceof CommanderError && error.code === 'commander.help' && error.exitCode !== 0) return EXIT.usage;
    return reportError(error, { json: args.includes('--json'), debug: args.includes('--debug') }, io);
  }
}
