/** A shop as in production: its parts are processes of their own. ECPay's stand-in is in this one. */
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { environmentOf } from '../../../demo/parts/environment.js';
import { Processes } from '../../../demo/parts/processes.js';
import { startOnFreePorts } from '../../../demo/parts/ports.js';
import type { PartOptions } from '../../../demo/parts/part.js';
import { MerchantRegistry } from '../../../ecticket/index.js';
import { createSandbox } from '../../../sandbox/index.js';
import { askServer, readFiles, type Evidence } from './evidence.js';
import { makeKeys } from './keys.js';
import { startCollector, startWebhook, teachRudeness } from './outside.js';
import type { Secrets } from './secrets.js';

export type MerchantWebhook = Awaited<ReturnType<typeof openShop>>;

/** Starts all but the worker and the receiver. Only an `encrypted` shop has codec keys. */
export async function openShop(secrets: Secrets, { encrypted }: { readonly encrypted: boolean }) {
  const keys = makeKeys(secrets);
  const sandbox = createSandbox({
    merchants: keys.atECPay,
    paymentMerchants: { aio: keys.payments, embedded: keys.payments },
    ...{ issueDelay: 100, callbackDelay: 100 },
  });
  const quote = teachRudeness(sandbox, keys.pairOf);
  const house = await Processes.open(() => undefined);
  const address = await startTemporal(house);
  const sandboxUrl = await sandbox.listen({ port: 0 });
  const collector = await startCollector();
  const webhook = await startWebhook(secrets.unheard('what the webhook says'));

  const codecKeys = parseCodecKeys(`a:${keys.codec}`);
  // Of a long order's history a page may be larger than four megabytes.
  const connection = await Connection.connect({ address, channelArgs: { 'grpc.max_receive_message_length': -1 } });
  const temporal = new Client({ connection, ...(encrypted && { dataConverter: encryptedDataConverter(codecKeys) }) });
  const merchants = new MerchantRegistry(keys.merchants);
  const settings = {
    TEMPORAL_ADDRESS: address,
    ECTICKET_MERCHANTS: JSON.stringify(keys.merchants),
    ECTICKET_BASE_URL: sandboxUrl,
    ECTICKET_PROVIDER_RATE: '100',
    ECTICKET_EVENTS_URL: webhook.url,
    ECTICKET_EVENTS_SECRET: `whsec_${keys.webhook}`,
    ECTICKET_TRACES: collector.url,
    ...(encrypted && { ECTICKET_CODEC_KEYS: `a:${keys.codec}` }),
  };
  const metricsAt: string[] = [];
  const start = (name: string, command: PartOptions['command']) =>
    startOnFreePorts([0, 0], async (port = '', metricsPort = '') => {
      const metrics = `127.0.0.1:${metricsPort}`;
      const env = environmentOf(house.logDirectory, { ...settings, ECTICKET_METRICS: `prometheus://${metrics}` });
      const url = await house.start({ name, command, args: ['--port', port], env });
      metricsAt.push(`http://${metrics}/metrics`);
      return url;
    });
  const clientAt = (callbackBaseUrl: string) =>
    new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: temporal, merchants, callbackBaseUrl });

  return {
    ...{ keys, sandbox, quote, temporal },
    startWorker: () => start('worker', 'worker'),
    /** Answers its address, and the merchant's backend that has ECPay call back there. */
    startReceiver: async () => {
      const receiver = await start('callback receiver', 'callbacks');
      return { receiver, ecticket: clientAt(receiver) };
    },
    startCodecServer: (token: string) => {
      const env = environmentOf(house.logDirectory, {
        ECTICKET_CODEC_KEYS: `a:${keys.codec}`,
        ECTICKET_CODEC_TOKEN: token,
      });
      return house.start({ name: 'codec server', command: 'codec', args: ['--port', '0'], env });
    },
    control: async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return await response.json();
    },
    /** Ends everything. Answers all that is left of it. */
    close: async (): Promise<Evidence> => {
      const metrics = await Promise.all(metricsAt.map(async (url) => await (await fetch(url)).text()));
      const told = await askServer(temporal);
      await connection.close();
      const failures = await house.close();
      await Promise.all([sandbox.close(), collector.close(), webhook.close()]);
      if (failures.length > 0) throw new AggregateError(failures, 'The shop did not end in good order.');
      const files = await readFiles(house.logDirectory);
      await house.removeLogs();
      const texts = { metrics: metrics.join('\n'), spans: collector.heard.join('\n') };
      return new Map([...files, ...told, ...Object.entries(texts).map(toBytes)]);
    },
  };
}

function startTemporal(house: Processes): Promise<string> {
  return startOnFreePorts([0, 0], async (port = '', uiPort = '') => {
    const args = ['--port', port, '--ui-port', uiPort, '--db', join(house.logDirectory, 'temporal.db')];
    await house.start({ name: 'Temporal', command: 'temporal', args, env: environmentOf(house.logDirectory, {}) });
    return `127.0.0.1:${port}`;
  });
}

function toBytes([what, text]: [string, string]): [string, Buffer] {
  return [what, Buffer.from(text)];
}
