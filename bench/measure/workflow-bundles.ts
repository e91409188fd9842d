import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { QUIET_LOGGER } from './quiet-logger.js';

/** Bundles workflow code as a worker does. @param path relative to bench/ */
export async function bundleOf(path: string): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL(`../${path}`, import.meta.url));
  return await bundleWorkflowCode({ workflowsPath, logger: QUIET_LOGGER });
}

/** The size of a bundle in bytes, with its source map as every worker loads it, and without. */
export function bundleBytes({ code }: { readonly code: string }): { readonly all: number; readonly code: number } {
  const withoutMap = code.slice(0, code.lastIndexOf('//# sourceMappingURL='));
  return { all: Buffer.byteLength(code), code: Buffer.byteLength(withoutMap) };
}

/** The code of the empty workflow. */
export const EMPTY = 'floor/empty-workflow.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Reads the largest of the prebuilt bundles in dist/. @throws Error if the package was not built */
export async function largestPrebuiltBundle(): Promise<{ readonly code: string }> {
  const directory = join(ROOT, 'dist/workflow-bundles');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.js'));
  const codes = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return { code: codes.reduce((largest, code) => (code.length > largest.length ? code : largest), '') };
}
