import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { QUIET_LOGGER } from './quiet-logger.js';

/** Bundles workflow code as a worker does. @param path relative to bench/ */
export async function bundleOf(path: string): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL(`../${path}`, import.meta.url));
  return await bundleWorkflowCode({ workflowsPath, logger: QUIET_LOGGER });
}

/** The size of a bundle in bytes, with its source map as every worker loads it, and without. */
export function bundleBytes({ code }: WorkflowBundleWithSourceMap): { readonly all: number; readonly code: number } {
  const withoutMap = code.slice(0, code.lastIndexOf('//# sourceMappingURL='));
  return { all: Buffer.byteLength(code), code: Buffer.byteLength(withoutMap) };
}

/** The code of the empty workflow, and of the order's. */
export const EMPTY = 'floor/empty-workflow.ts';
export const PRODUCT = '../workflows/index.ts';
