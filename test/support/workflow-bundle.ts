import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { silentLogger } from './worker-logs.js';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** Bundles the workflow code as a worker does, once per test file. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  bundle ??= bundleWorkflowCode({ workflowsPath, logger: silentLogger() });
  return bundle;
}
