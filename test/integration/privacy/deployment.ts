/** A deployment as in production, with every part in its own process. The sandbox runs in the test process. */
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
import { readServerData, readFiles, type CollectedData } from './collected-data.js';
import { makeKeys } from './keys.js';
import { startCollector, startWebhook, addQuotedReplies } from './external-servers.js';
import type { Secrets } from './secrets.js';

export type Deployment = Awaited<ReturnType<typeof startDeployment>>;

/** Starts everything except worker and receiver. Only an `encrypted` deployment has codec keys. */
export async function startDeployment(secrets: Secrets, { encrypted }: { readonly encrypted: boolean }) {
  const keys = makeKeys(secrets);
  const sandbox = createSandbox({
    merchants: keys.atECPay,
    paymentMerchants: { aio: keys.payments, embedded: keys.payments },
    ...{ issueDelay: 100, callbackDelay: 100 },
  });
  const quote = addQuotedReplies(sandbox, keys.pairOf);
  const processes = await Processes.open(() => undefined);
  const address = await startTemporal(processes);
  const sandboxUrl = await sandbox.listen({ port: 0 });
  const collector = await startCollector();
  const webhook = await startWebhook(secrets.externalTexts('the webhook’s error'));

  const codecKeys = parseCodecKeys(`a:${keys.codec}`);
  // A page of a long history may exceed gRPC's default of four megabytes.
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
      const env = environmentOf({ ...settings, ECTICKET_METRICS: `prometheus://${metrics}` });
      const url = await processes.start({ name, command, args: ['--port', port], env });
      metricsAt.push(`http://${metrics}/metrics`);
      return url;
    });
  const clientAt = (callbackBaseUrl: string) =>
    new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client: temporal, merchants, callbackBaseUrl });

  return {
    ...{ keys, sandbox, quote, temporal },
    startWorker: () => start('worker', 'worker'),
    /** Returns the receiver's URL, and a client whose orders name it as their callback address. */
    startReceiver: async () => {
      const receiver = await start('callback receiver', 'callbacks');
      return { receiver, ecticket: clientAt(receiver) };
    },
    startCodecServer: (token: string) => {
      const env = environmentOf({
        ECTICKET_CODEC_KEYS: `a:${keys.codec}`,
        ECTICKET_CODEC_TOKEN: token,
      });
      return processes.start({ name: 'codec server', command: 'codec', args: ['--port', '0'], env });
    },
    control: async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return await response.json();
    },
    /** Stops everything and returns all collected data. */
    close: async (): Promise<CollectedData> => {
      const metrics = await Promise.all(metricsAt.map(async (url) => await (await fetch(url)).text()));
      const recorded = await readServerData(temporal);
      await connection.close();
      const failures = await processes.close();
      await Promise.all([sandbox.close(), collector.close(), webhook.close()]);
      if (failures.length > 0) throw new AggregateError(failures, 'The deployment did not shut down cleanly.');
      const files = await readFiles(processes.logDirectory);
      await processes.removeLogs();
      const texts = { metrics: metrics.join('\n'), spans: collector.bodies.join('\n') };
      return new Map([...files, ...recorded, ...Object.entries(texts).map(toBytes)]);
    },
  };
}

function startTemporal(processes: Processes): Promise<string> {
  return startOnFreePorts([0, 0], async (port = '', uiPort = '') => {
    const args = ['--port', port, '--ui-port', uiPort, '--db', join(processes.logDirectory, 'temporal.db')];
    await processes.start({
      name: 'Temporal',
      command: 'temporal',
      args,
      env: environmentOf({}),
    });
    return `127.0.0.1:${port}`;
  });
}

function toBytes([what, text]: [string, string]): [string, Buffer] {
  return [what, Buffer.from(text)];
}
