/**
 * The standalone worker: `npm run worker [-- --port P --host H]`, all else from the environment. Ends with 0 after SIGTERM or
 * SIGINT, with 2 when it was called or set up wrongly, with 1 when it cannot run.
 */
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { processLog, readListenOptions, readSettings, type ListenOptions, type Settings } from '../settings/index.js';
import { installRuntime } from '../telemetry/install-runtime.js';
import { startTracesIn } from '../telemetry/start.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages/names.js';
import { connect } from './connect.js';
import { createECTicketWorkers, type ECTicketWorkers } from './ecticket-workers.js';
import { TemporalUnreachableError } from './errors/temporal-unreachable-error.js';
import { serveHealth } from './health-server.js';
import { retryStart } from './retry-start.js';
import { webhook } from './webhook.js';

/** What a person can fix: told in its own words, without a stack. */
const EXIT_STATUS: Readonly<Record<string, number>> = {
  USAGE: 2,
  INVALID_SETTINGS: 2,
  TEMPORAL_UNREACHABLE: 1,
  NAMESPACE_NOT_FOUND: 1,
  MISSING_SEARCH_ATTRIBUTES: 1,
  PORT_IN_USE: 1,
  METRICS_UNAVAILABLE: 1,
};

/** Beside those of the sandbox (4600), the receiver (4610) and the codec server (4620). */
const DEFAULT_PORT = 4630;

/** As `grpc.status` numbers them: DEADLINE_EXCEEDED, UNAVAILABLE. */
const UNAVAILABLE: readonly unknown[] = [4, 14];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const log = processLog();
  try {
    const at = readListenOptions(args, DEFAULT_PORT);
    await run(readSettings(process.env), at, log);
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
  const state = endOnSignal();
  for (const warning of settings.warnings) log.warn(warning);
  installRuntime(log, settings.metrics);
  const traces = await startTracesIn(settings, 'ecticket-worker', log);
  if (settings.events === undefined) log.info('ECTICKET_EVENTS_URL is not set: nobody is told what happens to orders');

  const health = await serveHealth(at, () => (state.started?.workers.polling ? state.started.connection : undefined));
  try {
    state.started = await retryStart(() => start(settings, traces && [traces.plugin]), settings.startupTimeout);
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

/** Connects and makes the workers, which do not poll yet. @throws what `connect` and `createECTicketWorkers` throw. */
async function start(settings: Settings, plugins: Parameters<typeof connect>[1]): Promise<Started> {
  const connection = await connect(settings.temporal, plugins);
  try {
    return { connection, workers: await makeWorkers(settings, connection) };
  } catch (error) {
    // The reason why there are no workers matters more than a connection that cannot be closed.
    await connection.close().catch(() => undefined);
    throw isUnavailable(error) ? new TemporalUnreachableError(settings.temporal.address, error.details) : error;
  }
}

/** A server that is starting takes connections before it answers calls. */
function isUnavailable(error: unknown): error is Error & { readonly details: string } {
  return error instanceof Error && 'code' in error && UNAVAILABLE.includes(error.code);
}

async function serve({ temporal }: Settings, { workers }: Started, healthUrl: string): Promise<void> {
  const ended = workers.run();
  say(
    `worker is polling ${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE} at ${temporal.address} (namespace ${temporal.namespace})`,
  );
  say(`listening on ${healthUrl}`);
  await ended;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function makeWorkers(
  { temporal, events, ...settings }: Settings,
  connection: NativeConnection,
): Promise<ECTicketWorkers> {
  const { environment, baseUrl, ...others } = settings;
  return createECTicketWorkers({
    ...others,
    environment,
    ...(environment === 'sandbox' && { baseUrl }),
    ...(events && { onEvent: webhook(events) }),
    connection,
    namespace: temporal.namespace,
  });
}

interface Process {
  started?: Started;
}

/** Before there are workers a signal ends the process at once: nothing is under way. Then it ends the workers. */
function endOnSignal(): Process {
  const state: Process = {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (state.started === undefined) process.exit(0);
      state.started.workers.shutdown();
    });
  }
  return state;
}
