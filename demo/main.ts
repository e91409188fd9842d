/**
 * `npm run demo [-- --orders N --keep]`: orders of every kind from unpaid to their end, on real parts. Ends with 0 when
 * all came as expected, with 1 when one did not or a part failed, with 2 for options that make no sense.
 */
import { readOptions, USAGE, UsageError } from './options.js';
import { runDemo } from './run-demo.js';

process.exitCode = await main(process.argv.slice(2));

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
