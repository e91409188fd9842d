/**
 * `npm run bench [-- --only NAME --json --full --address HOST:PORT]`: measures the figures of
 * docs/explanation/performance.md. With `--plots FILE` it draws the plots of an earlier run instead. Exits with 0 if
 * every figure was measured, 1 if one failed, and 2 for invalid options.
 */
import { runCommand } from '../scripts/command.js';
import { readOptions, USAGE } from './options.js';
import { runBench } from './run-bench.js';

process.exit(await runCommand(process.argv.slice(2), { usage: USAGE, readOptions, run: runBench }));
