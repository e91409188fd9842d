/** Starts an example: connects it to Temporal and to the sandbox, and serves it until the process is ended. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  ECTicketClient,
  ECTicketClientPlugin,
  MerchantRegistry,
  parseCodecKeys,
  STAGE_MERCHANTS,
} from 'temporal-ecticket';

/** What an example needs of the merchant's backend. */
export interface Backend {
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  readonly merchants: MerchantRegistry;
  /** The address of the example. */
  readonly url: string;
  /** The address of the sandbox. Undefined: http://127.0.0.1:4600. */
  readonly sandboxUrl: string | undefined;
  /** The address of Temporal's Web UI. */
  readonly webUiUrl: string;
}

/** The command line or a setting is invalid. */
class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Attempts per call to Temporal. Together they take about two seconds: somebody waits for the page. */
const MAX_ATTEMPTS = 5;

/**
 * Runs an example with the arguments and the environment of this process. Sets the exit status: 1 if the port is in
 * use, 2 for invalid arguments or settings.
 */
export async function runExample(
  defaultPort: number,
  createListener: (backend: Backend) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const server = createServer();
  try {
    const port = readPort(process.argv.slice(2), defaultPort);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    await serve(server, createListener);
  } catch (error) {
    // An error with a code is about the port or a setting, and its message says which.
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isInUse = error.code === 'EADDRINUSE';
    console.error(isInUse ? `${error.message}. Choose another port with --port.` : error.message);
    process.exitCode = isInUse ? 1 : 2;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function readPort(args: readonly string[], defaultPort: number): number {
  let port: string;
  try {
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' } } });
    port = values.port ?? String(defaultPort);
  } catch (error) {
    throw new UsageError(`${(error as Error).message} The option is --port P.`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port: "${port}" is not a port. Give a number from 0 to 65535.`);
  return Number(port);
}

async function serve(
  server: Server,
  createListener: (backend: Backend) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { connection, backend } = connect(process.env, url);
  server.on('request', await createListener(backend));
  console.log(`listening on ${url}`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await connection.close();
}

/** Connects to Temporal on the first call, so that an example may start before Temporal does. */
function connect(env: NodeJS.ProcessEnv, url: string): { readonly connection: Connection; readonly backend: Backend } {
  const { ECTICKET_ENV = 'sandbox', ECTICKET_BASE_URL: baseUrl, ECTICKET_CODEC_KEYS: keys } = env;
  if (ECTICKET_ENV !== 'sandbox') {
    throw new UsageError(`ECTICKET_ENV is ${ECTICKET_ENV}, and the examples are for the sandbox. Unset it.`);
  }
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = Connection.lazy({
    address: '127.0.0.1:7233',
    ...connectionOptions,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS }))],
  });
  const client = new Client({
    connection,
    namespace: namespace ?? 'default',
    plugins: keys === undefined ? [] : [new ECTicketClientPlugin({ codecKeys: parseCodecKeys(keys) })],
  });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const ecticket = new ECTicketClient({
    client,
    merchants,
    environment: 'sandbox',
    callbackBaseUrl: env['ECTICKET_CALLBACK_BASE_URL'] ?? 'http://127.0.0.1:4610',
    ...(baseUrl !== undefined && { baseUrl }),
  });
  const webUiUrl = env['ECTICKET_UI_URL'] ?? 'http://127.0.0.1:8233';
  return { connection, backend: { client, ecticket, merchants, url, sandboxUrl: baseUrl, webUiUrl } };
}
