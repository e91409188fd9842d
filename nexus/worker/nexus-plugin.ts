import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SimplePlugin } from '@temporalio/plugin';
import type { WorkerOptions } from '@temporalio/worker';
import { CodecKeysNeededError, encryptedDataConverter, type CodecKeySource } from '../../codec/index.js';
import { ENVIRONMENTS, type Environment } from '../../ecticket/environment.js';
import {
  assertOptions,
  objectWith,
  oneOf,
  OPTIONAL,
  type OptionSchemas,
} from '../../ecticket/options/check-options.js';
import { createNexusActivities } from '../activities.js';
import { createOrderOperations, type OrderClient } from '../operations.js';
import { NexusWorkerConflictError } from './nexus-worker-conflict-error.js';

export interface ECTicketNexusOptions {
  /** The client of ticket orders. Its Temporal client has the codec keys of the orders. */
  readonly tickets: OrderClient;
  readonly environment: Environment;
  /**
   * Keys of this endpoint, newest first: the newest encrypts what the operations return, and callers need it too. The
   * others are the keys with which callers encrypt. Required outside the sandbox. Never the keys of the orders.
   */
  readonly codecKeys?: CodecKeySource;
}

const OPTIONS: OptionSchemas<ECTicketNexusOptions> = {
  tickets: objectWith('placeOrder', 'an ECTicketClient'),
  environment: oneOf(ENVIRONMENTS),
  codecKeys: OPTIONAL,
};

/**
 * Has a Worker handle the Nexus service `ecticket`. The Worker has a task queue of its own, to which an endpoint leads,
 * and no workflows, plugins or data converter of its own. The orders run on the workers of `ECTicketPlugin`.
 *
 * @throws InvalidOptionsError, CodecKeysNeededError, InvalidCodecKeysError from the constructor; NexusWorkerConflictError
 *   when the Worker is created
 * @example
 * const worker = await Worker.create({
 *   connection,
 *   taskQueue: 'ecticket-nexus',
 *   plugins: [new ECTicketNexusPlugin({ tickets, environment: 'stage', codecKeys: parseCodecKeys('nexus-1:…') })],
 * });
 * await worker.run();
 */
export class ECTicketNexusPlugin extends SimplePlugin {
  constructor(options: ECTicketNexusOptions) {
    assertOptions('ECTicketNexusPlugin', OPTIONS, options);
    const { tickets, environment, codecKeys } = options;
    if (environment !== 'sandbox' && codecKeys === undefined) throw new CodecKeysNeededError(environment);
    super({
      name: 'temporal-ecticket-nexus',
      ...(codecKeys && { dataConverter: encryptedDataConverter(codecKeys) }),
      nexusServices: [createOrderOperations(tickets)],
      activities: createNexusActivities(tickets),
      workflowsPath: workflowsPath(),
    });
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    const { workflowsPath: path, workflowBundle, dataConverter } = options;
    if (path !== undefined || workflowBundle !== undefined) throw new NexusWorkerConflictError('workflows');
    if (dataConverter !== undefined) throw new NexusWorkerConflictError('a data converter');
    return super.configureWorker(options);
  }
}

function workflowsPath(): string {
  return fileURLToPath(new URL(`../workflows/wait-for-tickets${extname(import.meta.url)}`, import.meta.url));
}
