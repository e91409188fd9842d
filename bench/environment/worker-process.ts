/** Workers in a process of their own, whose memory and processor time the bench reads. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { MerchantEvent } from '../../index.js';
import { freePort } from '../../demo/parts/ports.js';
import { BenchProcess } from '../measure/child-process.js';
import { ROOT } from '../measure/workflow-bundles.js';
import { BENCH_CODEC_SETTING, UNLIMITED_RATE, type Environment } from './environment.js';
import type { EventLog } from './event-log.js';

/** Bytes, after the garbage of all threads was collected. */
interface WorkerMemory {
  readonly rss: number;
  readonly heap: number;
}

export interface WorkerProcess {
  readonly memory: () => Promise<WorkerMemory>;
  /** The processor time that the process has used, in ms. */
  readonly cpuMs: () => Promise<number>;
  /** The number of workflows in the cache. */
  readonly cachedWorkflows: () => Promise<number>;
  readonly end: () => Promise<void>;
}

const PROBE = new URL('../processes/worker-probe.mjs', import.meta.url).href;
const EMPTY_WORKER = fileURLToPath(new URL('../processes/empty-worker.mjs', import.meta.url));

interface ProcessOptions {
  /** Node's limit of a heap in MiB, from which the SDK derives how many workflows a worker caches. */
  readonly heapLimit?: number | undefined;
}

function startProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { heapLimit }: ProcessOptions = {},
): Omit<WorkerProcess, 'cachedWorkflows'> {
  const limit = heapLimit === undefined ? [] : [`--max-old-space-size=${heapLimit}`];
  const process = new BenchProcess(program, args, {
    ...{ execArgv: ['--import', PROBE, ...limit], cwd: ROOT, quiet: true },
    env: { ...withoutSettings(), ...env },
  });
  return {
    memory: async () => (await process.ask('memory')) as WorkerMemory,
    cpuMs: async () => (await process.ask('cpu')) as number,
    end: () => process.end(),
  };
}

/** Starts the built worker as a merchant does: `node dist/workers/main.js`. It delivers its events to a webhook. */
export async function startOrderWorker(
  { temporal, sandboxUrl, events }: Environment,
  options: ProcessOptions = {},
): Promise<WorkerProcess> {
  const webhook = await startWebhook(events);
  const metrics = `127.0.0.1:${await freePort()}`;
  const env = {
    ECTICKET_BASE_URL: sandboxUrl,
    ECTICKET_CODEC_KEYS: BENCH_CODEC_SETTING,
    ECTICKET_PROVIDER_RATE: String(UNLIMITED_RATE),
    ECTICKET_EVENTS_URL: webhook.url,
    ECTICKET_EVENTS_SECRET: 'whsec_dGhpcyBzZWNyZXQgb2YgdGhlIGJlbmNoIGlzIHB1YmxpYyE=',
    ECTICKET_METRICS: `prometheus://${metrics}`,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace ?? 'default',
  };
  const worker = startProcess(`${ROOT}dist/workers/main.js`, ['--port', '0'], env, options);
  return {
    ...worker,
    cachedWorkflows: () => cacheSize(metrics),
    end: async () => {
      await worker.end();
      await webhook.close();
    },
  };
}

/** Starts a worker of the empty workflow. @param codePath the file of its bundle */
export function startEmptyWorker(
  { temporal }: Environment,
  taskQueue: string,
  codePath: string,
): Omit<WorkerProcess, 'cachedWorkflows'> {
  const { address, namespace = 'default' } = temporal;
  return startProcess(EMPTY_WORKER, [address, namespace, taskQueue, codePath], {});
}

/** Sums the gauge of all workers of the process. */
async function cacheSize(metrics: string): Promise<number> {
  const text = await (await fetch(`http://${metrics}/metrics`)).text();
  const sizes = [...text.matchAll(/^temporal_sticky_cache_size\{.*\} (\d+)$/gm)];
  return sizes.reduce((sum, [, size]) => sum + Number(size), 0);
}

interface Webhook {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Accepts every event, and records it. */
async function startWebhook(events: EventLog): Promise<Webhook> {
  const server = createServer((request, response) => {
    void json(request)
      .then((event) => events.accept(event as MerchantEvent))
      .then(() => response.writeHead(204).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A developer's own settings must not reach the workers. */
export function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ECTICKET|TEMPORAL)_/.test(name)));
}
