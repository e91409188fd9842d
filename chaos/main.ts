/**
 * `npm run chaos [-- --orders N --seed S --json]`: a load of orders on real processes while they break, by a plan that
 * the seed repeats. Then ECPay's record, the orders and the merchant's events are compared. Exits with 0 if nothing is
 * wrong, 1 if an order has a defect or what injects a kind of fault is broken, and 2 for invalid options.
 */
import { runCommand } from '../scripts/command.js';
import { readOptions, USAGE } from './options.js';
import { runChaos } from './run-chaos.js';

// An interrupted run leaves its connection to Temporal open, which would keep the process running.
process.exit(await runCommand(process.argv.slice(2), { usage: USAGE, readOptions, run: runChaos }));
