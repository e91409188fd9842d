import { CommanderError } from '@commander-js/extra-typings';
import { EXIT } from './exit-status.js';
import type { Io } from './io.js';
import { createProgram, type Act } from './program.js';
import { reportError } from './report-error.js';
import { Shell } from './shell.js';

/** Runs `ecticket` with these arguments; answers the exit status. Never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let status: number = EXIT.ok;
  const act: Act = async (options, action) => {
    const shell = new Shell(io, options);
    try {
      await action(shell);
      status = shell.status;
    } finally {
      await shell.close();
    }
  };
  try {
    await createProgram(act, io).parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // A command that is left out is explained as well, and is wrong all the same.
    if (error instanceof CommanderError && error.code === 'commander.help' && error.exitCode !== 0) return EXIT.usage;
    return reportError(error, { json: args.includes('--json'), debug: args.includes('--debug') }, io);
  }
}
