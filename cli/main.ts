#!/usr/bin/env node
/** `ecticket`: ticket orders for people and scripts. See docs/command-line.md. */
import { runCli } from './run-cli.js';

// `ecticket order list | head` has read enough: no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCli(process.argv.slice(2), process);
