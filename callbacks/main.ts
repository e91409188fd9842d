/**
 * `npm run callbacks [-- --port P --host H]`: runs the callback receiver as a process, with settings from the
 * environment. Exit codes: 0 after SIGTERM or SIGINT, 1 if it cannot listen, 2 for invalid options or settings.
 */
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { encryptedDataConverter } from '../codec/index.js';
import { paymentUrl } from '../ecticket/environment.js';
import { PaymentApi } from '../ecticket/payments/payment-api.js';
import {
  findTlsFailure,
  serveUntilSignal,
  processLog,
  readSettings,
  runServerProcess,
  type ListenOptions,
  type ProcessCommand,
  type Settings,
} from '../settings/index.js';
import { MetricsUnavailableError } from '../telemetry/errors/metrics-unavailable-error.js';
import { startTelemetry, type Telemetry } from '../telemetry/start.js';
import { deliverToOrders } from './deliver-to-orders.js';
import { createReceiver } from './receiver.js';
import { createCallbackServer } from './server.js';
import { findTemporalProblem, isTemporalReady, lazyConnection } from './temporal-connection.js';

const COMMAND: ProcessCommand = {
  program: 'callbacks',
  description:
    "Receives ECPay's callbacks and payment notifications, verifies them, and delivers them to their orders.",
  serves: '/ecpay/…, /healthz and /readyz',
  defaultPort: 4610,
  failures: 'a port is in use',
};

process.exitCode = await runServerProcess(process.argv.slice(2), COMMAND, readSettings, serve);

async function serve(at: ListenOptions, settings: Settings): Promise<number> {
  const log = processLog();
  for (const warning of settings.warnings) log.warn(warning);
  const telemetry = await startTelemetryOrReport(settings, log);
  if (telemetry === undefined) return 1;
  const connection = lazyConnection(settings.temporal.options);
  const client = new Client({
    connection,
    plugins: telemetry.plugins,
    namespace: settings.temporal.namespace,
    ...(settings.codecKeys && { dataConverter: encryptedDataConverter(settings.codecKeys) }),
  });
  const { environment, baseUrl, merchants } = settings;
  const payments = new PaymentApi({ merchants, baseUrl: paymentUrl(environment, baseUrl) });
  const server = createCallbackServer({
    receiver: createReceiver({
      merchants,
      deliver: deliverToOrders(client, { payments }),
      simulatedPayments: settings.simulatedPayments,
      log,
      metricMeter: telemetry.metricMeter,
    }),
    isReady: () => isTemporalReady(client),
    basePath: basePathOf(settings.callbackBaseUrl),
    trustedProxies: settings.trustedProxies,
  });
  const status = await serveUntilSignal(server, at, async () => {
    const problem = await findTemporalProblem(client);
    if (problem === undefined) return;
    const { address, namespace } = settings.temporal;
    const reason = (await findTlsFailure(settings.temporal)) ?? problem;
    log.warn(
      { address, namespace, reason },
      'Temporal cannot be reached; callbacks are answered with 503 until it can',
    );
  });
  payments.close();
  await connection.close();
  await telemetry.stop();
  return status;
}

/** Starts telemetry, or reports why it cannot start and returns undefined. */
async function startTelemetryOrReport(settings: Settings, log: Logger): Promise<Telemetry | undefined> {
  try {
    return await startTelemetry(settings, 'ecticket-callbacks', log);
  } catch (error) {
    if (!(error instanceof MetricsUnavailableError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/** ECPay calls URLs below `callbackBaseUrl`, so its path is the base path of the server. */
function basePathOf(callbackBaseUrl: string | undefined): string {
  return callbackBaseUrl === undefined ? '' : new URL(callbackBaseUrl).pathname.replace(/\/+$/, '');
}
