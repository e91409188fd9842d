import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { activationGuard } from '../../workers/workflow-code.js';
import { silentLogger } from './worker-logs.js';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/**
 * Bundles the workflow code as a worker does, once per run of `npm test`: bundling takes five seconds of processor
 * time, and some fifty test files need it.
 */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= readOrBundle(process.env['TEST_RUN_DIRECTORY']);
  return bundle;
}

/** Reads the run's bundle, or stores it for the other files of the run. Two files may begin with it at once. */
async function readOrBundle(runDirectory: string | undefined): Promise<WorkflowBundleWithSourceMap> {
  if (runDirectory === undefined) return await bundleWorkflows();
  const file = join(runDirectory, 'workflow-bundle.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as WorkflowBundleWithSourceMap;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bundled = await bundleWorkflows();
  const incomplete = `${file}.${randomUUID()}`;
  await writeFile(incomplete, JSON.stringify(bundled));
  await rename(incomplete, file);
  return bundled;
}

async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const workflowInterceptorModules = [activationGuard()];
  return await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: silentLogger() });
}
