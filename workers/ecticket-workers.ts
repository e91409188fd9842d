import { log as activityLog } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import { NativeConnection, Runtime, Worker, type WorkerInterceptors, type WorkerOptions } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type Log } from '../activities/index.js';
import { PaymentApi, TicketApi } from '../ecticket/index.js';
import { objectWith, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { rejectOtherCopy } from '../sdk/duplicate-sdk.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { createBulkActivities } from './bulk-activities.js';
import { makeCheckPlacement } from './check-placement.js';
import { SearchAttributesMissingError } from './errors.js';
import { countOpenOrders } from './open-orders.js';
import { checkOptions, ECTICKET_OPTIONS, SHUTDOWN, type CheckedOptions, type ECTicketOptions } from './options.js';
import { ProviderSlots } from './provider-slots.js';
import { searchAttributeGaps, type SearchAttributeNeeds } from './search-attribute-gaps.js';
import { workflowCode } from './workflow-code.js';

/** The Temporal server and namespace on which workers run. */
export interface TemporalTarget {
  readonly connection: NativeConnection;
  /** Defaults to `default`. */
  readonly namespace?: string;
}

/**
 * Dispatches per second of the whole task queue, as a multiple of the provider rate. A dispatch makes one HTTP request
 * on average (an order: three of each), but one in three makes none. See docs/explanation/rates.md.
 */
const DISPATCHES_PER_REQUEST = 2;

/** Seconds. A request may hang for this long and must not keep the next ones from starting. */
const REQUEST_DURATION = 40;

/**
 * The server bills the heartbeats that reach it; the SDK holds back any that follow the last one sooner than this. It
 * is shorter than a third of the heartbeat timeout, the interval at which activities send heartbeats.
 */
const HEARTBEAT_THROTTLE = '3 seconds';

/**
 * Seconds. So many activities wait in the worker that the next request can always start, and few enough that none waits
 * until its first heartbeat.
 */
const WAIT_IN_WORKER = 2;

/** Slots whose poll waits for an activity, at least: the SDK polls five times in parallel. */
const POLLS = 5;

/** @param providerRate HTTP requests per second and merchant */
function createProviderSlots(providerRate: number): ProviderSlots {
  return new ProviderSlots({
    running: Math.min(Math.max(Math.ceil(REQUEST_DURATION * providerRate), 20), 200),
    waiting: POLLS + Math.ceil(WAIT_IN_WORKER * providerRate),
  });
}

/**
 * How long one call into the workflows' V8 context may take. When it is exceeded, Node ends the whole process: with the
 * SDK's five seconds, a machine that stands still for six has this effect. WorkerOptions does not declare the option.
 * See docs/decisions/0055-time-limit-of-workflow-code.md.
 */
const WORKFLOW_CODE_LIMIT: object = { isolateExecutionTimeout: '5 minutes' };

const UNUSED = { type: 'fixed-size', numSlots: 1 } as const;

/** Limits of the provider worker. @param providerRate HTTP requests per second and merchant */
function providerWorkerLimits(providerRate: number, slots: ProviderSlots): Partial<WorkerOptions> {
  return {
    // The server counts these over all processes.
    maxTaskQueueActivitiesPerSecond: DISPATCHES_PER_REQUEST * providerRate,
    tuner: {
      activityTaskSlotSupplier: slots,
      // This worker runs neither workflows nor local activities.
      ...{ workflowTaskSlotSupplier: UNUSED, localActivityTaskSlotSupplier: UNUSED, nexusTaskSlotSupplier: UNUSED },
    },
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  };
}

const WORKERS_OPTIONS: OptionSchemas<ECTicketOptions & TemporalTarget> = {
  ...ECTICKET_OPTIONS,
  connection: objectWith('close', 'a NativeConnection: await NativeConnection.connect(…)'),
  namespace: OPTIONAL,
};

/**
 * Creates the two workers of ticket orders. The worker on `ecticket` runs the workflows and delivers events to the
 * merchant. The worker on `ecticket-provider` calls ECPay, with at most `providerRate` requests per second and merchant
 * in this process.
 *
 * @throws SearchAttributesMissingError, NamespaceNotFoundError, CodecKeysNeededError, InvalidOptionsError,
 *   DuplicateSdkError
 * @example
 * const workers = await createECTicketWorkers({ merchants, environment: 'stage', codecKeys, connection });
 * process.once('SIGTERM', () => workers.shutdown());
 * await workers.run();
 */
export async function createECTicketWorkers(options: ECTicketOptions & TemporalTarget): Promise<ECTicketWorkers> {
  return createWorkers(checkOptions('createECTicketWorkers', options, WORKERS_OPTIONS), options);
}

/**
 * Every order moves to the current version with its next workflow task, and its activities with it: an order outlives
 * many versions. See docs/decisions/0041-worker-versioning.md.
 */
function versionedAs(version: WorkerDeploymentVersion): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  return {
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' },
  };
}

/** Writes to the log of the running activity, whose lines name the order. */
const LOG: Log = {
  warn: (fields, message) => {
    activityLog.warn(message, { ...fields });
  },
};

/**
 * Marks the options of this package's workers: a plugin of the shared connection sees them too and leaves them
 * unchanged.
 */
export const IS_ECTICKET_WORKER = Symbol('ecticket');

/**
 * Does the same as {@link createECTicketWorkers} with options that were already checked.
 *
 * @param interceptors for both workers
 */
export async function createWorkers(
  options: CheckedOptions,
  { connection, namespace = 'default' }: TemporalTarget,
  interceptors: WorkerInterceptors = {},
): Promise<ECTicketWorkers> {
  const { merchants, baseUrl, paymentBaseUrl, codeKeys, providerRate, now } = options;
  rejectOtherCopy(connection, NativeConnection, '@temporalio/worker');
  await checkSearchAttributes(connection, namespace, { codeIndex: codeKeys !== undefined });
  const clock = { ...(now && { now }) };
  const api = new TicketApi({ merchants, baseUrl, ...clock, log: (message, fields) => LOG.warn(fields, message) });
  const payments = new PaymentApi({ merchants, baseUrl: paymentBaseUrl, ...clock });
  const dataConverter = { ...(options.dataConverter && { dataConverter: options.dataConverter }) };
  const client = new Client({ connection, namespace, ...dataConverter });
  const checkPlacement = makeCheckPlacement({ api, merchants, client, ...clock });
  const common = {
    connection,
    namespace,
    ...dataConverter,
    ...SHUTDOWN,
    ...(options.deploymentVersion && versionedAs(options.deploymentVersion)),
    interceptors,
    [IS_ECTICKET_WORKER]: true,
  };
  const workflows = await Worker.create({
    ...common,
    taskQueue: TASK_QUEUE,
    ...WORKFLOW_CODE_LIMIT,
    ...(await workflowCode({
      connection,
      encrypted: options.dataConverter !== undefined,
      interceptors,
    })),
    activities: { ...createMerchantActivities({ deliver: options.onEvent }), ...createBulkActivities(client) },
  });
  const slots = createProviderSlots(providerRate);
  const provider = await Worker.create({
    ...common,
    taskQueue: PROVIDER_TASK_QUEUE,
    activities: createProviderActivities({
      api,
      payments,
      checkPlacement,
      log: LOG,
      providerRate,
      duringRequest: slots.duringRequest,
      codeKeys,
      ...clock,
    }),
    ...providerWorkerLimits(providerRate, slots),
  });
  const updateGauges = (ended: AbortSignal) => countOpenOrders(connection, namespace, ended);
  return new ECTicketWorkers([workflows, provider], [api, payments], updateGauges);
}

/**
 * Checks that the namespace has every search attribute of ticket orders with the right type. If the server does not
 * list them (this account lacks the permission), the check logs a warning and passes.
 * @throws SearchAttributesMissingError, NamespaceNotFoundError
 */
export async function checkSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  needs: SearchAttributeNeeds,
): Promise<void> {
  const gaps = await searchAttributeGaps(connection, namespace, needs);
  if (gaps === undefined) {
    Runtime.instance().logger.warn('cannot check the search attributes: the server does not list them', { namespace });
    return;
  }
  if (gaps.length > 0) throw new SearchAttributesMissingError(namespace, gaps);
}

/** The two workers of ticket orders, which run and end together. */
export class ECTicketWorkers {
  constructor(
    private readonly workers: readonly Worker[],
    private readonly apis: readonly { close(): void }[],
    private readonly whileRunning: (ended: AbortSignal) => Promise<void>,
  ) {}

  /**
   * Polls until {@link shutdown} or a shutdown signal of the runtime. If one worker fails, the other shuts down and the
   * promise rejects.
   */
  async run(): Promise<void> {
    const end = (): void => this.shutdown();
    const runs = this.workers.map((worker) => worker.run());
    for (const run of runs) run.then(end, end);
    const ended = new AbortController();
    const background = this.whileRunning(ended.signal);
    const results = await Promise.allSettled(runs);
    ended.abort();
    await background;
    for (const api of this.apis) api.close();
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Stops polling. {@link run} resolves when all running work has finished or was returned to the server. */
  shutdown(): void {
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  }

  /** Whether both workers poll. */
  get isPolling(): boolean {
    return this.workers.every((worker) => worker.getState() === 'RUNNING');
  }
}
