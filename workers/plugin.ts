import type { ClientOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { SimplePlugin } from '@temporalio/plugin';
import type { NativeConnection, ReplayWorkerOptions, Worker, WorkerOptions } from '@temporalio/worker';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { CompanionWorkers } from './companion-workers.js';
import { OWN, createCheckedWorkers } from './ecticket-workers.js';
import { ConnectionNeededError } from './errors/connection-needed-error.js';
import { DataConverterConflictError } from './errors/data-converter-conflict-error.js';
import { TaskQueueTakenError } from './errors/task-queue-taken-error.js';
import { checked, type CheckedOptions, type ECTicketOptions } from './options.js';

/**
 * Ticket orders in one line: `plugins: [new ECTicketPlugin({ merchants, environment, codecKeys })]`.
 *
 * On a Client it brings the data converter. On a Worker of the merchant's own, with workflows and a task queue of its
 * own, it brings the data converter too, and while that Worker runs, the two workers of the ticket orders run beside it on
 * the same connection and namespace; they end together. Several Workers may share
 * one plugin, also by their connection: the pair runs from the first's start to the last's end.
 *
 * @throws CodecKeysNeededError, InvalidCodecKeysError, InvalidOptionsError by the constructor; TaskQueueTakenError,
 *   ConnectionNeededError, DataConverterConflictError where it is used; MissingSearchAttributesError and NamespaceNotFoundError by the Worker's run.
 */
export class ECTicketPlugin extends SimplePlugin {
  readonly #options: CheckedOptions;
  /** By connection and namespace. */
  readonly #companions = new WeakMap<NativeConnection, Map<string, CompanionWorkers>>();

  constructor(options: ECTicketOptions) {
    const checkedOptions = checked(options);
    const { dataConverter } = checkedOptions;
    super({ name: 'temporal-ecticket', ...(dataConverter && { dataConverter }) });
    this.#options = checkedOptions;
  }

  override configureClient(options: ClientOptions): ClientOptions {
    this.#refuseForeign(options.dataConverter, 'Client');
    return super.configureClient(options);
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    if (OWN in options) return options;
    if (isOurs(options.taskQueue)) throw new TaskQueueTakenError(options.taskQueue);
    if (options.connection === undefined) throw new ConnectionNeededError();
    this.#refuseForeign(options.dataConverter, 'Worker');
    return super.configureWorker(options);
  }

  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    this.#refuseForeign(options.dataConverter, 'Worker');
    return super.configureReplayWorker(options);
  }

  override runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const { connection, namespace, taskQueue } = worker.options;
    if (connection === undefined || isOurs(taskQueue)) return super.runWorker(worker, next);
    return this.#companionsOn(connection, namespace).accompany(worker, () => super.runWorker(worker, next));
  }

  #companionsOn(connection: NativeConnection, namespace: string): CompanionWorkers {
    const ofConnection = this.#companions.get(connection) ?? new Map<string, CompanionWorkers>();
    this.#companions.set(connection, ofConnection);
    const there = ofConnection.get(namespace);
    if (there !== undefined) return there;

    const made = new CompanionWorkers(createCheckedWorkers(this.#options, { connection, namespace }));
    ofConnection.set(namespace, made);
    const forget = (): boolean => ofConnection.delete(namespace);
    void made.ended.then(forget, forget);
    return made;
  }

  #refuseForeign(existing: object | undefined, on: 'Client' | 'Worker'): void {
    const ours = this.#options.dataConverter;
    if (existing === undefined || (ours !== undefined && hasPartsOf(existing, ours))) return;
    if (Object.values(existing).some(says)) throw new DataConverterConflictError(on);
  }
}

function isOurs(taskQueue: string): boolean {
  return taskQueue === TASK_QUEUE || taskQueue === PROVIDER_TASK_QUEUE;
}

/** A plugin that is asked twice finds its own converter, taken apart and put together by `SimplePlugin`. */
function hasPartsOf(existing: object, ours: DataConverter): boolean {
  return 'payloadCodecs' in existing && existing.payloadCodecs === ours.payloadCodecs;
}

function says(part: unknown): boolean {
  return part !== undefined && !(Array.isArray(part) && part.length === 0);
}
