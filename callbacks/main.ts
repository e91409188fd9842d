/**
 * `npm run callbacks [-- --port P --host H]`: the callback receiver as a process of its own. Settings come from the
 * environment. Ends with 0 when it was asked to, 1 when it cannot listen, 2 for wrong options or settings.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Client } from '@temporalio/client';
import { encryptedDataConverter } from '../codec/index.js';
import {
  processLog,
  readListenOptions,
  readSettings,
  SettingsError,
  UsageError,
  type ListenOptions,
  type Settings,
} from '../settings/index.js';
import { deliverToOrders } from './deliver-to-orders.js';
import { isTemporalReady } from './readiness.js';
import { createReceiver } from './receiver.js';
import { createCallbackServer } from './server.js';
import { lazyConnection } from './temporal-connection.js';

const DEFAULT_PORT = 4610;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  let options: ListenOptions;
  let settings: Settings;
  try {
    options = readListenOptions(argv, DEFAULT_PORT);
    settings = readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  return await serve(options, settings);
}

async function serve(options: ListenOptions, settings: Settings): Promise<number> {
  const asked = askedToEnd();
  const log = processLog();
  const connection = lazyConnection(settings.temporal.options);
  const client = new Client({
    connection,
    namespace: settings.temporal.namespace,
    ...(settings.codecKeys && { dataConverter: encryptedDataConverter(settings.codecKeys) }),
  });
  const server = createCallbackServer({
    receiver: createReceiver({
      merchants: settings.merchants,
      deliver: deliverToOrders(client),
      simulatedPayments: settings.simulatedPayments,
      log,
    }),
    isReady: () => isTemporalReady(client),
    basePath: basePathOf(settings.callbackBaseUrl),
  });
  try {
    await server.listen(options);
  } catch (error) {
    console.error(`Cannot listen on ${options.host}:${options.port} (${codeOf(error)}). Choose another with --port.`);
    await connection.close();
    return 1;
  }
  console.log(`listening on http://${options.host}:${(server.server.address() as AddressInfo).port}`);
  if (!(await isTemporalReady(client))) {
    const { address, namespace } = settings.temporal;
    log.warn({ address, namespace }, 'Temporal cannot be reached; until it can, callbacks are answered with 503');
  }
  await asked;
  await server.close();
  await connection.close();
  return 0;
}

async function askedToEnd(): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      asked.abort();
    });
  }
  await once(asked.signal, 'abort');
}

/** ECPay calls below the address it was given; a path in it is served here. */
function basePathOf(callbackBaseUrl: string | undefined): string {
  return callbackBaseUrl === undefined ? '' : new URL(callbackBaseUrl).pathname.replace(/\/+$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
