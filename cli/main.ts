#!/usr/bin/env node
/** The `ecticket` command (docs/reference/command-line.md). */
import { runCli } from './run-cli.js';

// A reader such as `head` may close the pipe early. The command then ends without an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCli(process.argv.slice(2), process);
