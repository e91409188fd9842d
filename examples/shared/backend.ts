/** What an example needs of a merchant's backend, as the environment configures it. */
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  ECTicketClient,
  ECTicketClientPlugin,
  MerchantRegistry,
  parseCodecKeys,
  STAGE_MERCHANTS,
  type CodecKeys,
} from 'temporal-ecticket';

export interface Backend {
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  readonly merchants: MerchantRegistry;
  /** The address of the sandbox. Undefined: http://127.0.0.1:4600. */
  readonly sandboxUrl: string | undefined;
  /** The address at which ECPay calls back. */
  readonly callbackBaseUrl: string;
  /** The secret with which the worker signs events. */
  readonly eventsSecret: string;
  /** The address of Temporal's Web UI. */
  readonly webUiUrl: string;
  readonly codecKeys: CodecKeys | undefined;
  /** For a Worker's own connection. */
  readonly temporal: ReturnType<typeof readTemporal>;
}

/** The command line or a setting is invalid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Attempts per call to Temporal. Together they take about two seconds: somebody waits for the page. */
const MAX_ATTEMPTS = 5;

/**
 * Creates the backend. It connects to Temporal with the first call, so that an example may start before Temporal does.
 *
 * @throws UsageError, and the errors of `parseCodecKeys`
 */
export function createBackend(env: NodeJS.ProcessEnv): Backend {
  const { ECTICKET_ENV = 'sandbox', ECTICKET_BASE_URL: sandboxUrl, ECTICKET_CODEC_KEYS: keys } = env;
  if (ECTICKET_ENV !== 'sandbox') {
    throw new UsageError(`ECTICKET_ENV is ${ECTICKET_ENV}, and the examples are for the sandbox. Unset it.`);
  }
  const temporal = readTemporal(env);
  const codecKeys = keys === undefined ? undefined : parseCodecKeys(keys);
  const client = new Client({
    connection: Connection.lazy({
      ...temporal.connectionOptions,
      interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS }))],
    }),
    namespace: temporal.namespace,
    plugins: codecKeys === undefined ? [] : [new ECTicketClientPlugin({ codecKeys })],
  });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const callbackBaseUrl = env['ECTICKET_CALLBACK_BASE_URL'] ?? 'http://127.0.0.1:4610';
  const ecticket = new ECTicketClient({
    ...{ client, merchants, environment: 'sandbox', callbackBaseUrl },
    ...(sandboxUrl !== undefined && { baseUrl: sandboxUrl }),
  });
  return {
    ...{ client, ecticket, merchants, sandboxUrl, callbackBaseUrl, codecKeys, temporal },
    eventsSecret: env['ECTICKET_EVENTS_SECRET'] ?? 'whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keQ==',
    webUiUrl: env['ECTICKET_UI_URL'] ?? 'http://127.0.0.1:8233',
  };
}

function readTemporal(env: NodeJS.ProcessEnv) {
  const variables = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const overrideEnvVars = Object.fromEntries(variables) as Record<string, string>;
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars });
  // Without an address it is undefined, and not missing.
  const { address = '127.0.0.1:7233' } = connectionOptions;
  return { connectionOptions: { ...connectionOptions, address }, namespace };
}
