import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { log as activityLog } from '@temporalio/activity';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type Log } from '../activities/index.js';
import { PaymentApi, TicketApi } from '../ecticket/index.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { countOpenOrders } from './open-orders.js';
import { checked, type CheckedOptions, type ECTicketOptions } from './options.js';
import { checkSearchAttributes } from './search-attributes.js';

/** On which Temporal server. */
export interface Place {
  readonly connection: NativeConnection;
  /** `default` when left out. */
  readonly namespace?: string;
}

/** Running work first gets so long to finish by itself; then it is cancelled, and what is not done is given back. */
const SHUTDOWN = { shutdownGraceTime: '20 seconds', shutdownForceTime: '28 seconds' } as const;

/**
 * Dispatches per second of the whole task queue, in units of the provider rate. On average a dispatch makes one HTTP
 * request (an order: three of each), but one in three makes none. See docs/explanation/rates.md.
 */
const DISPATCHES_PER_REQUEST = 2;

/** A request may hang for 40 seconds, and must not keep the next ones from starting. */
const SECONDS_OF_REQUESTS = 40;

/**
 * Heartbeats that reach the server are billed; the SDK holds back what comes sooner than this after the last one. Less
 * than the third of a heartbeat timeout after which activities beat.
 */
const HEARTBEAT_THROTTLE = '3 seconds';

/** How fast the provider's worker takes activities. `providerRate` is HTTP requests per second and merchant. */
function paceOf(providerRate: number) {
  return {
    // Counted by the server, over all processes.
    maxTaskQueueActivitiesPerSecond: DISPATCHES_PER_REQUEST * providerRate,
    // What is not taken waits on the server, which knows priorities and merchants, and where waiting costs nothing.
    maxConcurrentActivityTaskExecutions: Math.min(Math.max(Math.ceil(SECONDS_OF_REQUESTS * providerRate), 20), 200),
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  };
}

/**
 * Makes the two workers of the ticket orders: `ecticket` runs the workflows and delivers events to the merchant,
 * `ecticket-provider` calls ECPay, at no more than `providerRate` requests per second and merchant in this process.
 * @throws MissingSearchAttributesError, NamespaceNotFoundError, CodecKeysNeededError, InvalidOptionsError
 */
export async function createECTicketWorkers(options: ECTicketOptions & Place): Promise<ECTicketWorkers> {
  return createCheckedWorkers(checked(options), options);
}

/** Whatever these write is written in an activity, and names its order. */
const LOG: Log = {
  warn: (fields, message) => {
    activityLog.warn(message, { ...fields });
  },
};

/** Marks options made here: a plugin that stands on the shared connection sees them too and leaves them alone. */
export const OWN = Symbol('ecticket');

/** As {@link createECTicketWorkers}, of options that were checked before. */
export async function createCheckedWorkers(
  options: CheckedOptions,
  { connection, namespace = 'default' }: Place,
): Promise<ECTicketWorkers> {
  const { merchants, baseUrl, paymentBaseUrl, codeKeys, providerRate } = options;
  await checkSearchAttributes(connection, namespace, { codeIndex: codeKeys !== undefined });
  const api = new TicketApi({ merchants, baseUrl, log: (message, fields) => LOG.warn(fields, message) });
  const payments = new PaymentApi({ merchants, baseUrl: paymentBaseUrl });
  const common = {
    connection,
    namespace,
    ...(options.dataConverter && { dataConverter: options.dataConverter }),
    ...SHUTDOWN,
    [OWN]: true,
  };
  const workflows = await Worker.create({
    ...common,
    taskQueue: TASK_QUEUE,
    workflowsPath: workflowsPath(),
    activities: createMerchantActivities({ deliver: options.onEvent }),
  });
  const provider = await Worker.create({
    ...common,
    taskQueue: PROVIDER_TASK_QUEUE,
    activities: createProviderActivities({ api, payments, log: LOG, providerRate, codeKeys }),
    ...paceOf(providerRate),
  });
  const counting = (ended: AbortSignal) => countOpenOrders(connection, namespace, ended);
  return new ECTicketWorkers([workflows, provider], [api, payments], counting);
}

/** The pair, running and ending together. */
export class ECTicketWorkers {
  constructor(
    private readonly workers: readonly Worker[],
    private readonly apis: readonly { close(): void }[],
    private readonly whileRunning: (ended: AbortSignal) => Promise<void>,
  ) {}

  /** Polls until {@link shutdown} or one of the runtime's shutdown signals. Rejects when one worker fails, after the other has ended too. */
  async run(): Promise<void> {
    const end = (): void => this.shutdown();
    const runs = this.workers.map((worker) => worker.run());
    for (const run of runs) run.then(end, end);
    const ended = new AbortController();
    const meanwhile = this.whileRunning(ended.signal);
    const results = await Promise.allSettled(runs);
    ended.abort();
    await meanwhile;
    for (const api of this.apis) api.close();
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Takes no new work; {@link run} resolves when what is running has finished or was given back. */
  shutdown(): void {
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  }

  /** Do both poll? */
  get polling(): boolean {
    return this.workers.every((worker) => worker.getState() === 'RUNNING');
  }
}

/** Beside this file, in TypeScript or compiled, as this file is. */
function workflowsPath(): string {
  return fileURLToPath(new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url));
}
