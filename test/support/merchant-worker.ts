/** A worker with workflows of a test's own, such as those of a merchant. */
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';

/**
 * Starts the worker.
 *
 * @param workflows the file with its workflows: `new URL('./parent-workflows.ts', import.meta.url)`
 * @returns a function that shuts it down gracefully
 */
export async function startMerchantWorker(
  { nativeConnection: connection }: TestWorkflowEnvironment,
  taskQueue: string,
  workflows: URL,
): Promise<() => Promise<void>> {
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: fileURLToPath(workflows) });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}
