import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

let built: Promise<unknown> | undefined;

/**
 * Builds the package in dist/, once per process and only if the sources have changed.
 * @throws Error with the output of the build
 */
export async function buildPackage(): Promise<void> {
  const script = fileURLToPath(new URL('build.mjs', import.meta.url));
  built ??= promisify(execFile)(process.execPath, [script, '--if-changed'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  await built;
}
