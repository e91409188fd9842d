/**
 * Seconds from the start of the built worker's process to its first workflow task, over two empty workers: one that the
 * SDK bundles at its start, as workers usually are, and one with a bundle of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startTemporalServer } from '../environment/temporal-server.js';
import { withoutSettings } from '../environment/worker-process.js';
import { compare, formatSpread, rounded, type Comparison } from '../measure/rounds.js';
import { buildPackage } from '../../scripts/build-package.js';
import { bundleOf, EMPTY, ROOT } from '../measure/workflow-bundles.js';
import type { Figure } from './figure.js';

const GOAL = 1.1;
const ROUNDS = 7;
/** A worker that has no task after this time never gets one (ms). */
const TIMEOUT_MS = 120_000;
const { EventType } = proto.temporal.api.enums.v1;

/** What a worker process runs, and the workflow that waits for it. */
interface StartedWorker {
  readonly args: readonly string[];
  readonly taskQueue: string;
  readonly workflowType: string;
}

export const start: Figure = {
  title: 'from process start of the built worker to its first task, over an empty worker',
  measure: async ({ address, report }) => {
    report('building the package');
    await buildPackage();
    const directory = await mkdtemp(join(tmpdir(), 'ecticket-bench-'));
    const bundleFile = join(directory, 'empty.js');
    await writeFile(bundleFile, (await bundleOf(EMPTY)).code);
    report('starting Temporal');
    const { temporal, close } = await startTemporalServer({ address });
    const empty = (taskQueue: string, ...bundle: string[]): StartedWorker => ({
      args: ['bench/processes/empty-worker.mjs', temporal.address, namespaceOf(temporal), taskQueue, ...bundle],
      ...{ taskQueue, workflowType: 'emptyWorkflow' },
    });
    const product = {
      args: ['dist/workers/main.js', '--port', '0'],
      ...{ taskQueue: 'ecticket', workflowType: 'ticketOrder' },
    };
    const compareWith = (floor: StartedWorker): Promise<Comparison> =>
      compare(ROUNDS, {
        floor: () => secondsToFirstTask(temporal, floor),
        product: () => secondsToFirstTask(temporal, product),
      });
    try {
      report(`${ROUNDS} starts, and of an empty worker that bundles`);
      const overBundling = await compareWith(empty('bundles'));
      report(`${ROUNDS} starts, and of an empty worker with a bundle`);
      const overPrebuilt = await compareWith(empty('prebuilt', bundleFile));
      const { ratio, product: worker, floor } = overBundling;
      return {
        json: {
          ratio: rounded(ratio.median),
          seconds: rounded(worker.median),
          emptySeconds: rounded(floor.median),
          ratioOverPrebuilt: rounded(overPrebuilt.ratio.median),
          emptyPrebuiltSeconds: rounded(overPrebuilt.floor.median),
        },
        rows: [
          { what: 'ratio', value: formatSpread(ratio), goal: `<= ${GOAL}`, met: ratio.median <= GOAL },
          { what: 'worker', value: formatSpread(worker, 's') },
          { what: 'empty worker', value: formatSpread(floor, 's') },
          { what: 'over an empty worker with a bundle', value: formatSpread(overPrebuilt.ratio) },
          { what: 'empty worker with a bundle', value: formatSpread(overPrebuilt.floor, 's') },
        ],
      };
    } finally {
      await close();
      await rm(directory, { recursive: true });
    }
  },
};

/** Both times are of this machine's clock: that of the process start, and that of the server's event. */
async function secondsToFirstTask(
  temporal: TestWorkflowEnvironment,
  { args, taskQueue, workflowType }: StartedWorker,
): Promise<number> {
  const { connection, address } = temporal;
  const namespace = namespaceOf(temporal);
  const client = new Client({ connection, namespace });
  const workflowId = `start of ${taskQueue}`;
  // The first task of an order is the same, whatever its input.
  const handle = await client.workflow.start(workflowType, { workflowId, taskQueue, args: [ADOPTED] });
  const startedAt = Date.now();
  const worker = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: { ...withoutSettings(), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const ended = once(worker, 'exit');
  try {
    const failed = ended.then(([status]): never => {
      throw new Error(`The worker ${args.join(' ')} ended with ${String(status)}.`);
    });
    return ((await Promise.race([firstTaskAt(client, workflowId), failed])) - startedAt) / 1000;
  } finally {
    await handle.terminate();
    worker.kill('SIGKILL');
    await ended;
  }
}

/** Waits for the first workflow task, and returns when a worker received it, in ms since the epoch. */
async function firstTaskAt({ connection, options: { namespace } }: Client, workflowId: string): Promise<number> {
  return await connection.withDeadline(Date.now() + TIMEOUT_MS, async () => {
    let nextPageToken: Uint8Array | undefined;
    for (;;) {
      // The server answers when there is a new event. More frequent requests would take time from the worker.
      const answer = await connection.workflowService.getWorkflowExecutionHistory({
        ...{ namespace, execution: { workflowId }, waitNewEvent: true },
        ...(nextPageToken && { nextPageToken }),
      });
      const task = answer.history?.events?.find(
        ({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
      );
      if (task !== undefined) return toMs(task.eventTime);
      nextPageToken = answer.nextPageToken;
    }
  });
}

const ADOPTED = { adopt: { merchantId: '3085676', merchantTradeNo: 'BESTART1' } };

function toMs(time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? NaN) * 1000 + (time?.nanos ?? 0) / 1e6;
}

function namespaceOf({ namespace = 'default' }: TestWorkflowEnvironment): string {
  return namespace;
}
