/**
 * The smallest standalone worker, in JavaScript: `empty-worker.mjs <address> <namespace> <task queue> [bundle]`. Without
 * the file of a bundle, the SDK bundles the empty workflow at the start.
 */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

const [address, namespace, taskQueue, codePath] = process.argv.slice(2);
const workflowsPath = fileURLToPath(new URL('../floor/empty-workflow.ts', import.meta.url));
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  ...(codePath === undefined ? { workflowsPath } : { workflowBundle: { codePath } }),
});
await worker.run();
await connection.close();
