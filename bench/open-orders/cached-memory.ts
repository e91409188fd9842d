/** The memory of a worker process per cached workflow: of orders that wait for redemptions, and of the empty workflow. */
import { Client } from '@temporalio/client';
import type { Environment } from '../environment/environment.js';
import { startEmptyWorker, startOrderWorker, type WorkerProcess } from '../environment/worker-process.js';
import { compare, comparisonOf, type Comparison } from '../measure/rounds.js';
import { placeOrders } from './operations.js';

const ROUNDS = 3;
/** Workflows that are cached before the measurement: the first ones make the worker load its code. */
const WARM_UP = 50;

export interface CachedMemory {
  /** Bytes of the process (RSS) per cached workflow. */
  readonly rss: Comparison;
  /** Bytes on the heaps per cached workflow. */
  readonly heap: Comparison;
}

/** Compares `count` cached workflows, in a new process each time. @param emptyBundle the file of the empty workflow */
export async function compareCachedMemory(
  environment: Environment,
  count: number,
  emptyBundle: string,
): Promise<CachedMemory> {
  const heaps: { floor: number[]; product: number[] } = { floor: [], product: [] };
  const orders = async (): Promise<number> => {
    const worker = await startOrderWorker(environment);
    const site = { environment, worker, issued: [] };
    return await perWorkflow(worker, (number) => placeOrders(site, number), heaps.product);
  };
  const empty = async (): Promise<number> => {
    const worker = startEmptyWorker(environment, EMPTY_QUEUE, emptyBundle);
    return await perWorkflow(worker, (number) => startEmptyWorkflows(environment, number), heaps.floor);
  };
  const perWorkflow = async (
    worker: Pick<WorkerProcess, 'memory' | 'end'>,
    open: (number: number) => Promise<unknown>,
    heap: number[],
  ): Promise<number> => {
    try {
      await open(WARM_UP);
      const before = await worker.memory();
      await open(count);
      const after = await worker.memory();
      heap.push((after.heap - before.heap) / count);
      return (after.rss - before.rss) / count;
    } finally {
      await worker.end();
    }
  };
  const rss = await compare(ROUNDS, { floor: empty, product: orders });
  const pairs = heaps.floor.map((floor, round) => ({ floor, product: heaps.product[round] ?? NaN }));
  return { rss, heap: comparisonOf(pairs) };
}

const EMPTY_QUEUE = 'empty';

/** Starts workflows, and waits until the worker has each in its cache. */
async function startEmptyWorkflows({ temporal }: Environment, count: number): Promise<void> {
  const { connection, namespace = 'default' } = temporal;
  const { workflow } = new Client({ connection, namespace });
  for (let index = 0; index < count; index += 1) {
    const workflowId = `empty ${lastEmpty++}`;
    const handle = await workflow.start('emptyWorkflow', { workflowId, taskQueue: EMPTY_QUEUE });
    // Every worker answers this query. It does so after the first workflow task.
    await handle.query('__temporal_workflow_metadata');
  }
}

let lastEmpty = 0;
