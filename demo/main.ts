/**
 * `npm run demo [-- --orders N --keep]`: runs one order of every kind, from unpaid to its final status, against real
 * processes. Exits with 0 if every order ended as expected, 1 if an order did not or a process failed, and 2 for
 * invalid options.
 */
import { runCommand } from '../scripts/command.js';
import { readOptions, USAGE } from './options.js';
import { runDemo } from './run-demo.js';

// An interrupted demo leaves its connection to Temporal open, which would keep the process running.
process.exit(await runCommand(process.argv.slice(2), { usage: USAGE, readOptions, run: runDemo }));
