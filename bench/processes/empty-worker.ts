/** The smallest standalone worker: `empty-worker.ts <address> <task queue>`. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

const [address = '', taskQueue = ''] = process.argv.slice(2);
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../floor/empty-workflow.ts', import.meta.url)),
});
await worker.run();
await connection.close();
