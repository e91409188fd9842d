/** The programs of the package as processes. From dist/ they start in a third of the time that the sources need. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '../../scripts/build-package.js';

/** The path below dist/, without extension. */
export type Program = 'workers/main' | 'callbacks/main' | 'codec/main' | 'sandbox/main' | 'cli/main';

/** Returns the path of a program, and builds it first if its sources have changed. */
export async function builtProgram(program: Program): Promise<string> {
  await buildOncePerRun();
  return fileURLToPath(new URL(`../../dist/${program}.js`, import.meta.url));
}

/** One test file of a run of `npm test` looks for changes; the others find that it did. */
async function buildOncePerRun(): Promise<void> {
  const runDirectory = process.env['TEST_RUN_DIRECTORY'];
  const mark = runDirectory === undefined ? undefined : join(runDirectory, 'built');
  if (mark !== undefined && existsSync(mark)) return;
  await buildPackage();
  if (mark !== undefined) await writeFile(mark, '');
}
