/** Runs the Worker of an example until the process is ended. */
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { ECTicketOptions } from 'temporal-ecticket/worker';
import { createBackend, UsageError, type Backend } from './backend.js';

/** A backend with what a Worker needs. */
export interface WorkerBackend extends Backend {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** The options of `ECTicketPlugin` that come from the environment. */
  readonly orderOptions: Pick<ECTicketOptions, 'merchants' | 'environment' | 'baseUrl' | 'codecKeys'>;
}

/**
 * Runs a Worker with the environment of this process. SIGTERM and SIGINT shut it down: the SDK stops polling, and waits
 * for running activities (`shutdownGraceTime`). The exit status is 0 then, 1 if the Worker cannot run, and 2 for
 * invalid arguments or settings.
 */
export async function runWorker(
  createWorker: (backend: WorkerBackend) => Promise<Worker>,
  usage: string,
): Promise<void> {
  let backend: Backend;
  try {
    rejectArguments(process.argv.slice(2), usage);
    backend = createBackend(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return;
  }
  try {
    await run(backend, createWorker);
  } catch (error) {
    console.error((error as Error).message);
    // Without a connection, the SDK's runtime would keep the process alive.
    process.exit(1);
  }
}

function rejectArguments([argument]: readonly string[], usage: string): void {
  if (argument !== undefined) throw new UsageError(`Unexpected argument "${argument}". Usage: ${usage}`);
}

async function run(backend: Backend, createWorker: (backend: WorkerBackend) => Promise<Worker>): Promise<void> {
  const { temporal, merchants, sandboxUrl: baseUrl, codecKeys, client } = backend;
  const { connectionOptions, namespace } = temporal;
  const connection = await connect(connectionOptions);
  try {
    const orderOptions = {
      ...{ merchants, environment: 'sandbox' as const },
      ...(baseUrl !== undefined && { baseUrl }),
      ...(codecKeys !== undefined && { codecKeys }),
    };
    const worker = await createWorker({ ...backend, connection, namespace, orderOptions });
    const running = worker.run();
    console.log(`polling the task queue ${worker.options.taskQueue} at ${connectionOptions.address}`);
    await running;
    console.log('the worker has ended');
  } finally {
    await connection.close();
    await client.connection.close();
  }
}

async function connect(options: Backend['temporal']['connectionOptions']): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (cause) {
    const fix = 'Start one with npm run temporal, or set TEMPORAL_ADDRESS.';
    throw new Error(`No Temporal server answers at ${options.address}. ${fix}`, { cause });
  }
}
