/** Starts the parts of a test environment. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { ECTicketClient } from '../client/index.js';
import type { MerchantSettings } from '../ecticket/merchant.js';
import { MerchantRegistry } from '../ecticket/merchants.js';
import { STAGE_MERCHANTS } from '../ecticket/stage-merchants.js';
import { OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox/index.js';
import { createWorkers, type ECTicketWorkers } from '../workers/ecticket-workers.js';
import { checkOptions } from '../workers/options.js';
import type { Closers } from './closers.js';
import { EventRecorder } from './event-recorder.js';
import { startReceiverServer } from './receiver-server.js';
import { callBackTo, followServerClock } from './test-activities.js';

/** The merchant's own Worker, with the workflows that are tested. */
export interface MerchantWorker extends Pick<WorkerOptions, 'workflowsPath' | 'workflowBundle' | 'activities'> {
  /** Default: `merchant`. */
  readonly taskQueue?: string;
}

/** Options of {@link ECTicketTestEnvironment}. */
export interface TestEnvironmentOptions {
  /** Your own workflows and activities. Without it, only ticket orders run. */
  readonly worker?: MerchantWorker;
  /** Merchants in addition to ECPay's public test merchants, per MerchantID. */
  readonly merchants?: Readonly<Record<string, MerchantSettings>>;
  /** Options of the sandbox. By default it issues and calls back within 100 ms. */
  readonly sandbox?: SandboxOptions;
}

export const ENVIRONMENT_OPTIONS: OptionSchemas<TestEnvironmentOptions> = {
  worker: OPTIONAL,
  merchants: OPTIONAL,
  sandbox: OPTIONAL,
};

/** Milliseconds. ECPay's own jobs run every five minutes and once per day. */
const PROMPT_SANDBOX = { issueDelay: 100, callbackDelay: 100 } as const satisfies SandboxOptions;

/** What a test environment consists of. */
export interface Parts {
  readonly temporal: TestWorkflowEnvironment;
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  readonly merchants: MerchantRegistry;
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  readonly callbackBaseUrl: string;
  readonly events: EventRecorder;
  readonly taskQueue: string;
}

/** Starts the sandbox and the receiver, and creates the clients. */
export async function startParts(
  temporal: TestWorkflowEnvironment,
  options: TestEnvironmentOptions,
  closers: Closers,
): Promise<Parts> {
  const sandbox = createSandbox({
    ...PROMPT_SANDBOX,
    ...(options.merchants && { merchants: options.merchants }),
    ...options.sandbox,
  });
  closers.add(() => sandbox.close());
  const sandboxUrl = await sandbox.listen({ port: 0 });
  await sandbox.clock.advanceTo(await temporal.currentTimeMs());

  const { connection, namespace = 'default' } = temporal;
  const client = new Client({ connection, namespace });
  const merchants = new MerchantRegistry({ ...STAGE_MERCHANTS, ...options.merchants });
  const receiver = await startReceiverServer(client, merchants);
  closers.add(() => receiver.close());
  const ecticket = new ECTicketClient({
    ...{ client, merchants, environment: 'sandbox', baseUrl: sandboxUrl, callbackBaseUrl: receiver.url },
    now: () => sandbox.clock.now(),
  });
  return {
    ...{ temporal, client, ecticket, merchants, sandbox, sandboxUrl, callbackBaseUrl: receiver.url },
    events: new EventRecorder(),
    taskQueue: options.worker?.taskQueue ?? 'merchant',
  };
}

/** Starts the merchant's own worker, and then the workers of ticket orders. */
export async function startWorkers(
  parts: Parts,
  merchantWorker: MerchantWorker | undefined,
  closers: Closers,
): Promise<void> {
  const { temporal, merchants, sandbox, sandboxUrl, callbackBaseUrl, events, taskQueue } = parts;
  const { nativeConnection: connection, namespace = 'default' } = temporal;
  if (merchantWorker)
    runUntilClosed(await Worker.create({ ...merchantWorker, connection, namespace, taskQueue }), closers);

  const options = checkOptions('ECTicketTestEnvironment', {
    merchants,
    environment: 'sandbox',
    baseUrl: sandboxUrl,
    onEvent: events.record,
  });
  const orderWorkers = await createWorkers(
    { ...options, now: () => sandbox.clock.now() },
    { connection, namespace },
    {
      workflowModules: [fileURLToPath(new URL(`./prompt-timing${extname(import.meta.url)}`, import.meta.url))],
      activity: [followServerClock(sandbox), callBackTo(callbackBaseUrl)],
    },
  );
  runUntilClosed(orderWorkers, closers);
}

/** A worker that has ended by itself has failed: its closer rejects with the reason. */
function runUntilClosed(worker: Worker | ECTicketWorkers, closers: Closers): void {
  const ended = worker.run();
  const hasEnded = ended.then(
    () => true,
    () => true,
  );
  closers.add(async () => {
    if (!(await Promise.race([hasEnded, Promise.resolve(false)]))) worker.shutdown();
    await ended;
  });
}
