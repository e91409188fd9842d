/** Everything that an order needs, in this process: the sandbox, the receiver, both workers and a merchant's client. */
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.js';
import { Closers } from '../../testing/closers.js';
import { startReceiverServer } from '../../testing/receiver-server.js';
import { createECTicketWorkers } from '../../workers/index.js';
import { EventLog } from './event-log.js';
import { startTemporalServer, type ServerOptions } from './temporal-server.js';

/** HTTP calls per second that limit nothing on one machine. The default of 5 protects ECPay. */
export const UNLIMITED_RATE = 10_000;

/** Encrypts the payloads of the bench and of recorded histories, which hold no personal data. Public. */
export const BENCH_CODEC_SETTING = 'bench:dGhpcyBrZXkgb2YgdGhlIGJlbmNoIGlzIHB1YmxpYyE=';
export const BENCH_CODEC_KEYS = parseCodecKeys(BENCH_CODEC_SETTING);

export interface EnvironmentOptions extends ServerOptions {
  /** Encrypts and compresses payloads, as outside the sandbox. */
  readonly encrypted: boolean;
  /** HTTP calls to ECPay per second and merchant. */
  readonly providerRate?: number;
  readonly sandbox?: SandboxOptions;
  /** Whether the workers run in this process (default), or in one that the figure starts. */
  readonly workers?: 'here' | 'elsewhere';
}

export interface Environment {
  /** Whether payloads are encrypted, with {@link BENCH_CODEC_KEYS}. */
  readonly encrypted: boolean;
  readonly temporal: TestWorkflowEnvironment;
  /** A Temporal client that reads what the workers write. */
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  readonly receiverUrl: string;
  readonly events: EventLog;
  /** Calls the sandbox's controls: `control('orders/CX1/redeem', { count: 1 })`. */
  readonly control: (path: string, body: object) => Promise<void>;
  /** How often the sandbox has answered a request of this endpoint, such as `QueryIssueResult`. */
  readonly callsOf: (endpoint: string) => number;
  readonly close: () => Promise<void>;
}

/** Starts all parts on a new Temporal server, or in a new namespace of the given one. Needs `close()`. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { temporal, close } = await startTemporalServer(options);
  const closers = new Closers(close);
  try {
    return { ...(await startParts(temporal, options, closers)), close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function startParts(
  temporal: TestWorkflowEnvironment,
  { encrypted, providerRate = UNLIMITED_RATE, sandbox: sandboxOptions, workers = 'here' }: EnvironmentOptions,
  closers: Closers,
): Promise<Omit<Environment, 'close'>> {
  const sandbox = createSandbox({ issueDelay: 100, callbackDelay: CALLBACK_DELAY_MS, ...sandboxOptions });
  const callsOf = countCalls(sandbox);
  const sandboxUrl = await sandbox.listen({ port: 0 });
  closers.add(() => sandbox.close());

  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const client = new Client({
    connection: temporal.connection,
    namespace: temporal.namespace ?? 'default',
    ...(encrypted && { dataConverter: encryptedDataConverter(BENCH_CODEC_KEYS) }),
  });
  const receiver = await startReceiverServer(client, merchants);
  closers.add(() => receiver.close());

  const events = new EventLog();
  if (workers === 'here') {
    const running = await createECTicketWorkers({
      ...{ merchants, environment: 'sandbox', baseUrl: sandboxUrl, providerRate, onEvent: events.accept },
      ...(encrypted && { codecKeys: BENCH_CODEC_KEYS }),
      ...{ connection: temporal.nativeConnection, namespace: client.options.namespace },
    });
    const ended = running.run();
    closers.add(async () => {
      running.shutdown();
      await ended;
    });
  }
  const ecticket = new ECTicketClient({
    ...{ client, merchants, environment: 'sandbox', baseUrl: sandboxUrl, callbackBaseUrl: receiver.url },
    // Every order of the bench is valid, and the check would ask for the same catalogue before each.
    checkCatalogue: false,
  });
  const control: Environment['control'] = async (path, payload) => {
    const { statusCode, body } = await sandbox.app.inject({ method: 'POST', url: `/_sandbox/${path}`, payload });
    if (statusCode >= 300) throw new Error(`The sandbox refused ${path}: ${body}`);
  };
  const receiverUrl = receiver.url;
  return { encrypted, temporal, client, ecticket, sandbox, sandboxUrl, receiverUrl, events, control, callsOf };
}

/** Counts the requests of each path. Only a sandbox that does not listen yet accepts the hook. */
function countCalls({ app }: Sandbox): Environment['callsOf'] {
  const calls = new Map<string, number>();
  app.addHook('onResponse', ({ url }, _reply, done) => {
    calls.set(url, (calls.get(url) ?? 0) + 1);
    done();
  });
  return (endpoint) => calls.get(`/api/Ticket/${endpoint}`) ?? 0;
}

/**
 * From a redemption to its callback. An order that has just read ECPay's record waits for two seconds for further
 * callbacks, which costs a timer. At ECPay the callback comes with the job of the next day.
 */
const CALLBACK_DELAY_MS = 2200;
