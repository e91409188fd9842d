/**
 * The standalone worker: `npm run worker [-- --port P --host H]`, all else from the environment. Ends with 0 after SIGTERM or
 * SIGINT, with 2 when it was called or set up wrongly, with 1 when it cannot run.
 */
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { processLog, readListenOptions, readSettings, type ListenOptions, type Settings } from '../settings/index.js';
import { installRuntime } from '../telemetry/install-runtime.js';
import { startTracesIn } from '../telemetry/start.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../workflows/names.js';
import { connect } from './connect.js';
import { createECTicketWorkers, type ECTicketWorkers } from './ecticket-workers.js';
import { serveHealth } from './health-server.js';
import { webhook } from './webhook.js';

/** What a person can mend: told in its own words, without a stack. */
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
  const ending = endOnSignal();
  installRuntime(log, settings.metrics);
  const traces = await startTracesIn(settings, 'ecticket-worker', log);
  if (settings.events === undefined) log.info('ECTICKET_EVENTS_URL is not set: nobody is told what happens to orders');

  const connection = await connect(settings.temporal, traces && [traces.plugin]);
  try {
    await serve(settings, at, connection, ending);
  } finally {
    await connection.close();
    await traces?.stop();
  }
}

async function serve(
  settings: Settings,
  at: ListenOptions,
  connection: NativeConnection,
  ending: Ending,
): Promise<void> {
  const health = await serveHealth(at, connection, () => ending.workers?.polling ?? false);
  try {
    ending.workers = await makeWorkers(settings, connection);
    const ended = ending.workers.run();
    const { address, namespace } = settings.temporal;
    say(`worker is polling ${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE} at ${address} (namespace ${namespace})`);
    say(`listening on ${health.url}`);
    await ended;
  } finally {
    await health.close();
  }
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

interface Ending {
  workers?: ECTicketWorkers;
}

/** Before there are workers a signal ends the process at once: nothing is under way. Then it ends the workers. */
function endOnSignal(): Ending {
  const ending: Ending = {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (ending.workers === undefined) process.exit(0);
      ending.workers.shutdown();
    });
  }
  return ending;
}
