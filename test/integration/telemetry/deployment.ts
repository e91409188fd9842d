/**
 * A complete installation: Temporal, the sandbox, worker and receiver as processes, a webhook, and a collector of
 * traces.
 */
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
import { freePort } from '../../../demo/parts/ports.js';
import { builtProgram, type Program } from '../../support/programs.js';
import { startDevServer } from '../../support/temporal-servers.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Secrets that no log, metric or trace may contain. */
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

/**
 * Starts everything except the worker and the receiver.
 *
 * @param startTraces starts the traces of the merchant's own process
 */
export async function startInstallation(startTraces: (url: string) => Traces) {
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
  const start = async (program: Program, port: number): Promise<Watched> => {
    const metricsPort = await freePort();
    const started = await startProcess([await builtProgram(program), '--port', String(port)], {
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
    histories: () => temporalClient.workflow.list({ query: "WorkflowType = 'ticketOrder'" }).intoHistories(),
    dataConverter,
    receiverUrl: `http://127.0.0.1:${receiverPort}`,
    webhook,
    collector,
    startWorker: () => start('workers/main', 0),
    startReceiver: () => start('callbacks/main', receiverPort),
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
  /** Everything that the process wrote to stdout and stderr. */
  readonly written: () => string;
  readonly scrape: () => Promise<string>;
  /** Ends the process with SIGTERM. */
  readonly end: () => Promise<void>;
}

async function startProcess(args: string[], env: Record<string, string>): Promise<Omit<Watched, 'scrape'>> {
  const child: ChildProcess = spawn(process.execPath, args, {
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
    child.once('exit', () => reject(new Error(`the process ended before it listened: ${written}`)));
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

/** Starts an OpenTelemetry collector that stores the spans it receives. */
async function startCollector() {
  const bodies: OtlpTraces[] = [];
  const served = await serveJson(async (request) => void bodies.push((await json(request)) as OtlpTraces));
  return { ...served, text: () => JSON.stringify(bodies), spans: () => bodies.flatMap(spansIn) };
}

/** Starts the merchant's webhook, which rejects the first delivery. */
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

async function serveJson(handle: (request: IncomingMessage) => Promise<void>) {
  const server = createServer((request, response) => {
    handle(request).then(
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

/** Returns the paths down from a span, each as a list of `service: span`. */
export function pathsFrom(spans: readonly Span[], from: Span): string[][] {
  const children = spans.filter(
    ({ traceId, parentSpanId }) => traceId === from.traceId && parentSpanId === from.spanId,
  );
  const here = `${from.service}: ${from.name}`;
  return [[here], ...children.flatMap((child) => pathsFrom(spans, child).map((path) => [here, ...path]))];
}

/** Repeats `find` until it finds something. */
export async function eventually<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(100);
  }
}

/** The part of OTLP's JSON that these tests read. */
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
