#!/usr/bin/env node
/** `ecticket`: ticket orders for people and scripts. See docs/reference/command-line.md. */
import { runCli } from './run-cli.js';

// `ecticket order watch … | head` has read enough: no reason to complain, and none to go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCli(process.argv.slice(2), process);
