/**
 * The standalone worker: `npm run worker [-- --port P --host H]`. All other settings come from the environment. The
 * process exits with 0 after SIGTERM or SIGINT, with 2 for invalid arguments or settings, and with 1 if it cannot run.
 */
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import {
  processLog,
  readProcessCommand,
  readSettings,
  type ListenOptions,
  type ProcessCommand,
  type Settings,
} from '../settings/index.js';
import { installRuntime } from '../telemetry/install-runtime.js';
import { startConfiguredTraces } from '../telemetry/start.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { createECTicketWorkers, type ECTicketWorkers } from './ecticket-workers.js';
import { TemporalRefusedError, TemporalUnavailableError } from './errors.js';
import { serveHealth } from './health-server.js';
import { connectToTemporal, retryUntilTemporalIsReady } from './startup.js';
import { webhook } from './webhook.js';

/** Exit status by error `code`. These are errors that an administrator can fix; they are printed without a stack. */
const EXIT_STATUS: Readonly<Record<string, number>> = {
  USAGE: 2,
  INVALID_SETTINGS: 2,
  TEMPORAL_UNAVAILABLE: 1,
  TEMPORAL_TLS_FAILED: 1,
  TEMPORAL_REFUSED: 1,
  NAMESPACE_NOT_FOUND: 1,
  SEARCH_ATTRIBUTES_MISSING: 1,
  PORT_IN_USE: 1,
  METRICS_UNAVAILABLE: 1,
};

const COMMAND: ProcessCommand = {
  program: 'worker',
  description:
    `Runs ticket orders: the workflows and events of the task queue ${TASK_QUEUE}, and the calls to ECPay of\n` +
    `${PROVIDER_TASK_QUEUE}. Several processes share the work.`,
  serves: '/healthz and /readyz',
  // Next to the default ports of the sandbox (4600), the receiver (4610) and the codec server (4620).
  defaultPort: 4630,
  failures: 'Temporal, its namespace or a search attribute is missing, a port is in use, or the worker failed',
};

/** gRPC status codes DEADLINE_EXCEEDED and UNAVAILABLE. */
const UNAVAILABLE_CODES: readonly unknown[] = [4, 14];

/** gRPC status codes PERMISSION_DENIED and UNAUTHENTICATED. */
const REFUSED_CODES: readonly unknown[] = [7, 16];

/** Temporal gives an event to any worker: one without a webhook takes events from the others. */
const EVENTS_DISCARDED =
  'ECTICKET_EVENTS_URL is not set: this worker discards the events of orders, also of orders that other processes ' +
  'placed. Give every worker of a namespace the same webhook.';

// The SDK's runtime keeps the process alive if it fails before the first connection.
process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const log = processLog();
  try {
    const at = readProcessCommand(args, COMMAND);
    if (typeof at === 'string') printLine(at);
    else await run(readSettings(process.env), at, log);
    return 0;
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    const status = EXIT_STATUS[code];
    if (status === undefined) log.fatal({ error }, 'the worker failed');
    else process.stderr.write(`${message}\n`);
    return status ?? 1;
  }
}

async function run(settings: Settings, at: ListenOptions, log: Logger): Promise<void> {
  const state = shutDownOnSignal();
  for (const warning of settings.warnings) log.warn(warning);
  installRuntime(log, settings.metrics);
  const traces = await startConfiguredTraces(settings, 'ecticket-worker', log);
  if (settings.events === undefined) log.warn(EVENTS_DISCARDED);

  const health = await serveHealth(at, () => (state.started?.workers.isPolling ? state.started.connection : undefined));
  try {
    state.started = await retryUntilTemporalIsReady(
      () => start(settings, traces && [traces.plugin]),
      settings.startupTimeout,
    );
    await serve(settings, state.started, health.url);
  } finally {
    await health.close();
    await state.started?.connection.close();
    await traces?.stop();
  }
}

interface Started {
  readonly connection: NativeConnection;
  readonly workers: ECTicketWorkers;
}

/**
 * Connects and creates the workers, which do not poll yet.
 * @throws as `connectToTemporal` and `createECTicketWorkers`
 */
async function start(settings: Settings, plugins: Parameters<typeof connectToTemporal>[1]): Promise<Started> {
  const connection = await connectToTemporal(settings.temporal, plugins);
  try {
    return { connection, workers: await createWorkers(settings, connection) };
  } catch (error) {
    // The first error matters more than a failure to close the connection.
    await connection.close().catch(() => undefined);
    throw describeGrpcError(error, settings.temporal.address);
  }
}

/** A starting server accepts connections before it answers calls, and an account may not use every namespace. */
function describeGrpcError(error: unknown, address: string): unknown {
  const { code, details } = error as { readonly code?: unknown; readonly details?: unknown };
  if (!(error instanceof Error) || typeof details !== 'string') return error;
  if (UNAVAILABLE_CODES.includes(code)) return new TemporalUnavailableError(address, details);
  return REFUSED_CODES.includes(code) ? new TemporalRefusedError(address, details) : error;
}

async function serve(
  { temporal, deploymentVersion }: Settings,
  { workers }: Started,
  healthUrl: string,
): Promise<void> {
  const ended = workers.run();
  const { address, namespace } = temporal;
  const version = deploymentVersion && ` as ${deploymentVersion.deploymentName} ${deploymentVersion.buildId}`;
  printLine(
    `worker is polling ${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE} at ${address} (namespace ${namespace})${version ?? ''}`,
  );
  printLine(`listening on ${healthUrl}`);
  await ended;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

function createWorkers(settings: Settings, connection: NativeConnection): Promise<ECTicketWorkers> {
  const { merchants, environment, providerRate, codecKeys, codeKeys, deploymentVersion, events, temporal } = settings;
  return createECTicketWorkers({
    ...{ merchants, environment, providerRate },
    ...(environment === 'sandbox' && { baseUrl: settings.baseUrl }),
    ...(codecKeys && { codecKeys }),
    ...(codeKeys && { codeKeys }),
    ...(deploymentVersion && { deploymentVersion }),
    ...(events && { onEvent: webhook(events) }),
    connection,
    namespace: temporal.namespace,
  });
}

interface ProcessState {
  /** Absent until the workers are created. */
  started?: Started;
}

/** A signal shuts the workers down. Before they are created nothing is running, and the process exits at once. */
function shutDownOnSignal(): ProcessState {
  const state: ProcessState = {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (state.started === undefined) process.exit(0);
      state.started.workers.shutdown();
    });
  }
  return state;
}
