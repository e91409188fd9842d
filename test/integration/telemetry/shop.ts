/** A shop on real parts: Temporal, the sandbox, the worker and the receiver as processes of their own, and who watches them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from 'node:stream/consumers';
import { Client } from '@temporalio/client';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createSandbox } from '../../../sandbox/index.js';
import type { Traces } from '../../../telemetry/start-traces.js';
import { freePort } from '../../support/free-port.js';
import { startDevServer } from '../../support/temporal-servers.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What none of them may tell. */
export const CODEC_KEY = Buffer.alloc(32, 'codec key').toString('base64');
export const EVENTS_SECRET = Buffer.alloc(32, 'events secret').toString('base64');

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Starts all of it but the worker and the receiver. `traces` is the shop's own. */
export async function openShop(startTraces: (url: string) => Traces) {
  const temporal = await startDevServer();
  const sandbox = createSandbox({ issueDelay: 700, callbackDelay: 100 });
  const sandboxUrl = await sandbox.listen({ port: 0 });
  const collector = await startCollector();
  const webhook = await startWebhook();
  const traces = startTraces(`${collector.url}/v1/traces`);
  const receiverPort = await freePort();
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const dataConverter = encryptedDataConverter(parseCodecKeys(`a:${CODEC_KEY}`));
  const temporalClient = new Client({ connection: temporal.connection, plugins: [traces.plugin], dataConverter });
  const client = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: temporalClient,
    merchants,
    callbackBaseUrl: `http://127.0.0.1:${receiverPort}`,
  });
  const processes: Watched[] = [];
  const start = async (program: string, port: number): Promise<Watched> => {
    const metricsPort = await freePort();
    const started = await startProcess([program, '--port', String(port)], {
      TEMPORAL_ADDRESS: temporal.address,
      ECTICKET_BASE_URL: sandboxUrl,
      ECTICKET_CODEC_KEYS: `a:${CODEC_KEY}`,
      ECTICKET_EVENTS_URL: webhook.url,
      ECTICKET_EVENTS_SECRET: `whsec_${EVENTS_SECRET}`,
      ECTICKET_METRICS: `prometheus://127.0.0.1:${metricsPort}`,
      ECTICKET_TRACES: collector.url,
    });
    const watched = {
      ...started,
      scrape: async () => await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    };
    processes.push(watched);
    return watched;
  };
  return {
    client,
    histories: () => temporalClient.workflow.list().intoHistories(),
    dataConverter,
    receiverUrl: `http://127.0.0.1:${receiverPort}`,
    webhook,
    collector,
    startWorker: () => start('workers/main.ts', 0),
    startReceiver: () => start('callbacks/main.ts', receiverPort),
    control: async (path: string, body: object) => {
      const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    close: async () => {
      await Promise.all(processes.map(({ end }) => end()));
      await traces.stop();
      await sandbox.close();
      await webhook.close();
      await collector.close();
      await temporal.teardown();
    },
  };
}

export interface Watched {
  /** Everything that it wrote, on both streams. */
  readonly written: () => string;
  readonly scrape: () => Promise<string>;
  /** Asked with SIGTERM. */
  readonly end: () => Promise<void>;
}

async function startProcess(args: string[], env: Record<string, string>): Promise<Omit<Watched, 'scrape'>> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const listening = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        written += text;
        if (/^listening on /m.test(written)) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`it ended before it listened: ${written}`)));
  });
  const ended = once(child, 'close');
  await listening;
  return {
    written: () => written,
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** An OpenTelemetry collector that keeps what it is given. */
async function startCollector() {
  const bodies: OtlpTraces[] = [];
  const served = await serveJson(async (request) => void bodies.push((await json(request)) as OtlpTraces));
  return { ...served, text: () => JSON.stringify(bodies), spans: () => bodies.flatMap(spansIn) };
}

/** The merchant's webhook; it does not take the first delivery of an order's first event. */
async function startWebhook() {
  const traceparents: string[] = [];
  let calls = 0;
  const served = await serveJson(async (request) => {
    await json(request);
    calls += 1;
    if (calls === 1) throw new Error('down');
    traceparents.push(String(request.headers['traceparent']));
  });
  return { ...served, traceparents };
}

async function serveJson(take: (request: IncomingMessage) => Promise<void>) {
  const server = createServer((request, response) => {
    take(request).then(
      () => response.end('{}'),
      () => response.writeHead(500).end('the customer 王珊珊 is not known'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What `look` finds, as soon as it finds something. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(100);
  }
}

/** OTLP's JSON, as far as it is read. */
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, 'attributes' | 'service'> & {
        readonly attributes?: readonly Attribute[];
      })[];
    }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

function spansIn({ resourceSpans }: OtlpTraces): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service: String(valuesOf(resource.attributes)['service.name']),
        attributes: valuesOf(span.attributes ?? []),
      })),
    ),
  );
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}
