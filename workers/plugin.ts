import type { ClientOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { SimplePlugin } from '@temporalio/plugin';
import { NativeConnection, type ReplayWorkerOptions, type Worker, type WorkerOptions } from '@temporalio/worker';
import { rejectOtherCopy } from '../sdk/duplicate-sdk.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { createWorkers, IS_ECTICKET_WORKER } from './ecticket-workers.js';
import { ConnectionNeededError, DataConverterConflictError, TaskQueueTakenError } from './errors.js';
import { checkOptions, type CheckedOptions, type ECTicketOptions } from './options.js';
import { SharedWorkers } from './shared-workers.js';
import { ECTICKET_PLUGIN } from './workflow-code.js';

/**
 * Adds ticket orders to an existing Client or Worker.
 *
 * On a Client, the plugin sets the data converter. On a merchant's own Worker, with its own workflows and task queue,
 * it sets the data converter too, and runs the two ECTicket workers next to that Worker, on the same connection and
 * namespace. Several Workers may share one plugin, also through their connection: the ECTicket workers then run from
 * the start of the first Worker to the end of the last.
 *
 * @throws CodecKeysNeededError, InvalidCodecKeysError, InvalidOptionsError from the constructor; TaskQueueTakenError,
 *   ConnectionNeededError, DataConverterConflictError, DuplicateSdkError when a Client or Worker is created;
 *   SearchAttributesMissingError
 *   and NamespaceNotFoundError when the Worker runs
 * @example
 * const ecticket = new ECTicketPlugin({ merchants, environment: 'stage', codecKeys });
 * const worker = await Worker.create({ connection, taskQueue: 'shop', workflowsPath, plugins: [ecticket] });
 * await worker.run();
 */
export class ECTicketPlugin extends SimplePlugin {
  readonly #options: CheckedOptions;
  /** The ECTicket workers by connection and namespace. */
  readonly #sharedWorkers = new WeakMap<NativeConnection, Map<string, SharedWorkers>>();

  constructor(options: ECTicketOptions) {
    const checkedOptions = checkOptions('ECTicketPlugin', options);
    const { dataConverter } = checkedOptions;
    super({ name: ECTICKET_PLUGIN, ...(dataConverter && { dataConverter }) });
    this.#options = checkedOptions;
  }

  override configureClient(options: ClientOptions): ClientOptions {
    this.#rejectOtherConverter(options.dataConverter, 'Client');
    return super.configureClient(options);
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    if (IS_ECTICKET_WORKER in options) return options;
    if (isReserved(options.taskQueue)) throw new TaskQueueTakenError(options.taskQueue);
    if (options.connection === undefined) throw new ConnectionNeededError();
    rejectOtherCopy(options.connection, NativeConnection, '@temporalio/worker');
    this.#rejectOtherConverter(options.dataConverter, 'Worker');
    return super.configureWorker(options);
  }

  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    this.#rejectOtherConverter(options.dataConverter, 'Worker');
    return super.configureReplayWorker(options);
  }

  override runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const { connection, namespace, taskQueue } = worker.options;
    if (connection === undefined || isReserved(taskQueue)) return super.runWorker(worker, next);
    return this.#workersOn(connection, namespace).runWith(worker, () => super.runWorker(worker, next));
  }

  /** Returns the running ECTicket workers of this connection and namespace, or creates them. */
  #workersOn(connection: NativeConnection, namespace: string): SharedWorkers {
    const byNamespace = this.#sharedWorkers.get(connection) ?? new Map<string, SharedWorkers>();
    this.#sharedWorkers.set(connection, byNamespace);
    const running = byNamespace.get(namespace);
    if (running !== undefined) return running;

    const created = new SharedWorkers(createWorkers(this.#options, { connection, namespace }));
    byNamespace.set(namespace, created);
    const forget = (): boolean => byNamespace.delete(namespace);
    void created.ended.then(forget, forget);
    return created;
  }

  #rejectOtherConverter(existing: object | undefined, on: 'Client' | 'Worker'): void {
    const own = this.#options.dataConverter;
    if (existing === undefined || (own !== undefined && hasPartsOf(existing, own))) return;
    if (Object.values(existing).some(isSet)) throw new DataConverterConflictError(on);
  }
}

function isReserved(taskQueue: string): boolean {
  return taskQueue === TASK_QUEUE || taskQueue === PROVIDER_TASK_QUEUE;
}

/** A plugin that is applied twice finds its own converter, of which `SimplePlugin` has made a copy. */
function hasPartsOf(existing: object, own: DataConverter): boolean {
  return 'payloadCodecs' in existing && existing.payloadCodecs === own.payloadCodecs;
}

function isSet(part: unknown): boolean {
  return part !== undefined && !(Array.isArray(part) && part.length === 0);
}
