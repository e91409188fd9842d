/** The processes of a merchant, and ECPay's stand-in, with a proxy on each network path that can break. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient } from '../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../codec/index.js';
import { environmentOf } from '../../demo/parts/environment.js';
import type { PartOptions } from '../../demo/parts/part.js';
import { HOST, startOnFreePorts } from '../../demo/parts/ports.js';
import { CheckoutApi, MerchantRegistry, PaymentApi, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { buildPackage } from '../../scripts/build-package.js';
import { SupervisedProcess } from './supervised-process.js';
import { TcpProxy } from './tcp-proxy.js';

/** ECPay issues tickets within five minutes and sends callbacks once a day. Here it takes seconds. */
const SHORT_DELAYS = ['--issue-delay', '2 seconds', '--callback-delay', '2 seconds'];

/** Public, so that `temporal` and a codec server can read the histories of a run that found something. */
const CODEC_KEYS = 'chaos:dGhlIGtleSBvZiBhIGNoYW9zIHJ1biBpcyBwdWJsaWM=';

/** Calls per second. The default of 5 protects ECPay; the local sandbox handles more. */
const PROVIDER_RATE = '50';

export interface System {
  readonly temporal: SupervisedProcess;
  readonly workers: readonly [SupervisedProcess, SupervisedProcess];
  readonly receiver: SupervisedProcess;
  readonly webhook: SupervisedProcess;
  /** Between Temporal and the workers and the receiver. */
  readonly temporalProxy: TcpProxy;
  /** Between the workers and the webhook. */
  readonly webhookProxy: TcpProxy;
  readonly addresses: { readonly sandbox: string; readonly receiver: string };
  /** The merchant's backend and the operator's tools reach Temporal directly. */
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  /** For payments before an order is placed, and for those of which the receiver was not notified. */
  readonly checkout: CheckoutApi;
  readonly payments: PaymentApi;
  /** Where the webhook stores the events that it has accepted. */
  readonly eventsFile: string;
  readonly logDirectory: string;
  /** Stops every process. */
  close(): Promise<void>;
  removeLogs(): Promise<void>;
}

/** @param onUnexpectedEnd Called with a sentence when a process ends without a fault. */
export async function startSystem(onUnexpectedEnd: (problem: string) => void): Promise<System> {
  // Workers and receivers are those of the package, which start faster than from the sources.
  await buildPackage();
  const logDirectory = await mkdtemp(join(tmpdir(), 'ecticket-chaos-'));
  const eventsSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const eventsFile = join(logDirectory, 'events.jsonl');
  await writeFile(eventsFile, '');

  const start = async (
    part: Pick<PartOptions, 'name' | 'command'> & Partial<PartOptions>,
    settings: Readonly<Record<string, string>>,
  ): Promise<{ readonly process: SupervisedProcess; readonly url: string }> =>
    await startOnFreePorts([0], async (port = '') => {
      const env = environmentOf(settings);
      const args = ['--port', port, ...(part.args ?? [])];
      const process = new SupervisedProcess({ ...part, args, env, logDirectory }, onUnexpectedEnd);
      const url = await process.start();
      return { process, url };
    });
  const startTemporal = async () =>
    await startOnFreePorts([0], async (uiPort = '') => {
      const args = ['--ui-port', uiPort, '--db', join(logDirectory, 'temporal.db')];
      return await start({ name: 'Temporal server', command: 'temporal', args }, {});
    });

  const [temporal, sandbox, webhook] = await Promise.all([
    startTemporal(),
    start(
      {
        name: 'ECPay sandbox',
        command: 'sandbox',
        args: [...SHORT_DELAYS, '--duplicates', 'allow', '--require-payment'],
      },
      {},
    ),
    start(
      { name: 'webhook', command: 'chaos:webhook', logName: 'webhook' },
      { CHAOS_EVENTS_FILE: eventsFile, CHAOS_EVENTS_SECRET: eventsSecret },
    ),
  ]);
  const temporalProxy = await TcpProxy.listen(() => portOf(temporal.url));
  const webhookProxy = await TcpProxy.listen(() => portOf(webhook.url));
  const addressOfProxy = `${HOST}:${temporalProxy.port}`;
  const startWorker = async (number: number) =>
    await start(
      { name: `worker ${number}`, command: 'worker', program: 'dist/workers/main.js', logName: `worker-${number}` },
      {
        TEMPORAL_ADDRESS: addressOfProxy,
        ECTICKET_CODEC_KEYS: CODEC_KEYS,
        ECTICKET_BASE_URL: sandbox.url,
        ECTICKET_EVENTS_URL: `http://${HOST}:${webhookProxy.port}/events`,
        ECTICKET_EVENTS_SECRET: eventsSecret,
        ECTICKET_PROVIDER_RATE: PROVIDER_RATE,
      },
    );
  const [receiver, first, second] = await Promise.all([
    start(
      { name: 'callback receiver', command: 'callbacks', program: 'dist/callbacks/main.js' },
      { TEMPORAL_ADDRESS: addressOfProxy, ECTICKET_CODEC_KEYS: CODEC_KEYS },
    ),
    startWorker(1),
    startWorker(2),
  ]);

  const connection = await Connection.connect({ address: `${HOST}:${portOf(temporal.url)}` });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const client = new Client({ connection, dataConverter: encryptedDataConverter(parseCodecKeys(CODEC_KEYS)) });
  return {
    temporal: temporal.process,
    workers: [first.process, second.process],
    receiver: receiver.process,
    webhook: webhook.process,
    ...{ temporalProxy, webhookProxy, client, eventsFile, logDirectory },
    addresses: { sandbox: sandbox.url, receiver: receiver.url },
    ecticket: new ECTicketClient({
      // Some orders are such that ECPay refuses them. The check would refuse them before.
      checkCatalogue: false,
      environment: 'sandbox',
      client,
      merchants,
      baseUrl: sandbox.url,
      callbackBaseUrl: receiver.url,
    }),
    checkout: new CheckoutApi({ merchants, aioUrl: sandbox.url, embeddedUrl: sandbox.url }),
    payments: new PaymentApi({ merchants, baseUrl: sandbox.url }),
    close: async () => {
      await Promise.all([first, second, receiver].map(({ process }) => process.close()));
      await Promise.all([temporal, sandbox, webhook].map(({ process }) => process.close()));
      await Promise.all([temporalProxy.close(), webhookProxy.close()]);
    },
    removeLogs: () => rm(logDirectory, { recursive: true, force: true }),
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
