/**
 * `npm run demo [-- --orders N --keep]`: runs one order of every kind, from unpaid to its final status, against real
 * processes. Exits with 0 if every order ended as expected, 1 if an order did not or a process failed, and 2 for
 * invalid options.
 */
import { readOptions, USAGE, UsageError } from './options.js';
import { runDemo } from './run-demo.js';

// An interrupted demo leaves its connection to Temporal open, which would keep the process running.
process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options !== 'help') return await runDemo(options);
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}
