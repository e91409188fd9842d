/** Connects an example to Temporal and to the sandbox. */
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
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Attempts per call to Temporal. Together they take about two seconds: somebody waits for the page. */
const MAX_ATTEMPTS = 5;

/** Connects to Temporal on the first call, so that an example may start before Temporal does. */
export function connectBackend(
  env: NodeJS.ProcessEnv,
  url: string,
): { readonly connection: Connection; readonly backend: Backend } {
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
