/**
 * `npm run callbacks [-- --port P --host H]`: the callback receiver as a process of its own. Settings come from the
 * environment. Ends with 0 when it was asked to, 1 when it cannot listen, 2 for wrong options or settings.
 */
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { encryptedDataConverter } from '../codec/index.js';
import {
  serveUntilSignal,
  processLog,
  readListenOptions,
  readOrPrintMistakes,
  readSettings,
  type ListenOptions,
  type Settings,
} from '../settings/index.js';
import { MetricsUnavailableError } from '../telemetry/errors/metrics-unavailable-error.js';
import { startTelemetry, type Telemetry } from '../telemetry/start.js';
import { deliverToOrders } from './deliver-to-orders.js';
import { isTemporalReady } from './readiness.js';
import { createReceiver } from './receiver.js';
import { createCallbackServer } from './server.js';
import { lazyConnection } from './temporal-connection.js';

const DEFAULT_PORT = 4610;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const told = readOrPrintMistakes(() => ({
    at: readListenOptions(argv, DEFAULT_PORT),
    settings: readSettings(process.env),
  }));
  return told === undefined ? 2 : await serve(told.at, told.settings);
}

async function serve(at: ListenOptions, settings: Settings): Promise<number> {
  const log = processLog();
  for (const warning of settings.warnings) log.warn(warning);
  const telemetry = await startedOrSaid(settings, log);
  if (telemetry === undefined) return 1;
  const connection = lazyConnection(settings.temporal.options);
  const client = new Client({
    connection,
    plugins: telemetry.plugins,
    namespace: settings.temporal.namespace,
    ...(settings.codecKeys && { dataConverter: encryptedDataConverter(settings.codecKeys) }),
  });
  const server = createCallbackServer({
    receiver: createReceiver({
      merchants: settings.merchants,
      deliver: deliverToOrders(client),
      simulatedPayments: settings.simulatedPayments,
      log,
      metricMeter: telemetry.metricMeter,
    }),
    isReady: () => isTemporalReady(client),
    basePath: basePathOf(settings.callbackBaseUrl),
    trustedProxies: settings.trustedProxies,
  });
  const status = await serveUntilSignal(server, at, async () => {
    if (await isTemporalReady(client)) return;
    const { address, namespace } = settings.temporal;
    log.warn({ address, namespace }, 'Temporal cannot be reached; until it can, callbacks are answered with 503');
  });
  await connection.close();
  await telemetry.stop();
  return status;
}

/** Why its metrics cannot be had is said in its own words. */
async function startedOrSaid(settings: Settings, log: Logger): Promise<Telemetry | undefined> {
  try {
    return await startTelemetry(settings, 'ecticket-callbacks', log);
  } catch (error) {
    if (!(error instanceof MetricsUnavailableError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/** ECPay calls below the address it was given; a path in it is served here. */
function basePathOf(callbackBaseUrl: string | undefined): string {
  return callbackBaseUrl === undefined ? '' : new URL(callbackBaseUrl).pathname.replace(/\/+$/, '');
}
