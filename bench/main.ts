/**
 * `npm run bench [-- --only NAME --json --full]`: measures the figures of docs/explanation/performance.md. Exits with 0
 * if every figure was measured, 1 if one failed, and 2 for invalid options.
 */
import { readOptions, USAGE, UsageError } from './options.js';
import { runBench } from './run-bench.js';

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options !== 'help') return await runBench(options);
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}
