import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

let built: Promise<unknown> | undefined;

/** Builds the package in dist/ from the sources, once per process. @throws Error with the output of the build */
export async function buildPackage(): Promise<void> {
  built ??= promisify(execFile)(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url))], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  await built;
}
