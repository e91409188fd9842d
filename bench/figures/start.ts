/** Seconds from the start of the standalone worker's process to its first workflow task, over an empty worker. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startTemporalServer } from '../environment/temporal-server.js';
import { eventsOf } from '../measure/order-history.js';
import { compare, formatSpread, rounded } from '../measure/rounds.js';
import type { Figure } from './figure.js';

const GOAL = 1.1;
const ROUNDS = 5;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { EventType } = proto.temporal.api.enums.v1;

/** What a worker process runs, and the workflow that waits for it. */
interface StartedWorker {
  readonly args: readonly string[];
  readonly taskQueue: string;
  readonly workflowType: string;
}

export const start: Figure = {
  title: 'from process start of the standalone worker to its first task, over an empty worker',
  measure: async ({ report }) => {
    report('starting Temporal');
    const temporal = await startTemporalServer();
    const { address } = temporal;
    const empty = {
      args: ['bench/processes/empty-worker.ts', address, 'empty'],
      ...{ taskQueue: 'empty', workflowType: 'emptyWorkflow' },
    };
    const product = { args: ['workers/main.ts', '--port', '0'], taskQueue: 'ecticket', workflowType: 'ticketOrder' };
    try {
      report(`${ROUNDS} starts of each`);
      const comparison = await compare(ROUNDS, {
        floor: () => secondsToFirstTask(temporal, empty),
        product: () => secondsToFirstTask(temporal, product),
      });
      const { ratio } = comparison;
      return {
        json: {
          ratio: rounded(ratio.median),
          seconds: rounded(comparison.product.median),
          emptySeconds: rounded(comparison.floor.median),
        },
        rows: [
          { what: 'ratio', value: formatSpread(ratio), goal: `<= ${GOAL}`, met: ratio.median <= GOAL },
          { what: 'worker', value: formatSpread(comparison.product, 's') },
          { what: 'empty worker', value: formatSpread(comparison.floor, 's') },
        ],
      };
    } finally {
      await temporal.teardown();
    }
  },
};

/** Both times are of this machine's clock: that of the process start, and that of the server's event. */
async function secondsToFirstTask(
  { connection, address }: TestWorkflowEnvironment,
  { args, taskQueue, workflowType }: StartedWorker,
): Promise<number> {
  const client = new Client({ connection });
  const workflowId = `start of ${taskQueue}`;
  // The first task of an order is the same, whatever its input.
  const handle = await client.workflow.start(workflowType, { workflowId, taskQueue, args: [ADOPTED] });
  const startedAt = Date.now();
  const worker = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    env: { ...withoutSettings(), TEMPORAL_ADDRESS: address },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  try {
    for (;;) {
      if (worker.exitCode !== null) throw new Error(`The worker ${args.join(' ')} ended with ${worker.exitCode}.`);
      const events = await eventsOf(client, workflowId);
      const task = events.find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
      if (task !== undefined) return (toMs(task.eventTime) - startedAt) / 1000;
      await sleep(50);
    }
  } finally {
    await handle.terminate();
    worker.kill('SIGKILL');
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
  }
}

const ADOPTED = { adopt: { merchantId: '3085676', merchantTradeNo: 'BESTART1' } };

function toMs(time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? NaN) * 1000 + (time?.nanos ?? 0) / 1e6;
}

/** A developer's own settings must not reach the workers. */
function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ECTICKET|TEMPORAL)_/.test(name)));
}
