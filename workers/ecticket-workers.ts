import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type Log } from '../activities/index.js';
import { TicketApi } from '../ecticket/index.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/names.js';
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

/** A call may hang for 40 seconds: with 5 calls a second, 200 that hang do not hold up those that would not. */
const PROVIDER_CALLS_AT_ONCE = 200;

/**
 * Makes the two workers of the ticket orders: `ecticket` runs the workflows and tells the merchant, `ecticket-provider`
 * calls ECPay, at `providerRate` over all processes together (the server counts).
 * @throws MissingSearchAttributesError, NamespaceNotFoundError, CodecKeysNeededError, InvalidOptionsError
 */
export async function createECTicketWorkers(options: ECTicketOptions & Place): Promise<ECTicketWorkers> {
  return startable(checked(options), options);
}

/** Marks options made here: a plugin that stands on the shared connection sees them too and leaves them alone. */
export const OWN = Symbol('ecticket');

/** As {@link createECTicketWorkers}, of options that were checked before. */
export async function startable(
  options: CheckedOptions,
  { connection, namespace = 'default' }: Place,
): Promise<ECTicketWorkers> {
  await checkSearchAttributes(connection, namespace);
  const log = runtimeLog();
  const { merchants, baseUrl } = options;
  const api = new TicketApi({ merchants, baseUrl, log: (message, fields) => log.warn(fields, message) });
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
    activities: createProviderActivities({ api, log }),
    maxTaskQueueActivitiesPerSecond: options.providerRate,
    maxConcurrentActivityTaskExecutions: PROVIDER_CALLS_AT_ONCE,
  });
  return new ECTicketWorkers([workflows, provider], api);
}

/** The pair, running and ending together. */
export class ECTicketWorkers {
  constructor(
    private readonly workers: readonly Worker[],
    private readonly api: TicketApi,
  ) {}

  /** Polls until {@link shutdown} or one of the runtime's shutdown signals. Rejects when one worker fails, after the other has ended too. */
  async run(): Promise<void> {
    const end = (): void => this.shutdown();
    const runs = this.workers.map((worker) => worker.run());
    for (const run of runs) run.then(end, end);
    const results = await Promise.allSettled(runs);
    this.api.close();
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

function runtimeLog(): Log {
  return {
    warn(fields, message) {
      Runtime.instance().logger.warn(message, { ...fields });
    },
  };
}
