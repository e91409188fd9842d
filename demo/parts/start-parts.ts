/**
 * Starts the processes that a merchant runs, and the sandbox. Processes that depend on others start after them.
 */
import { environmentOf, type Addresses } from './environment.js';
import { HOST, startOnFreePorts } from './ports.js';
import type { Processes } from './processes.js';

const DEFAULT_PORTS = {
  temporal: 7233,
  webUi: 8233,
  sandbox: 4600,
  receiver: 4610,
  codec: 4620,
  worker: 4630,
} as const;

/** ECPay issues tickets within five minutes and sends callbacks once a day. The demo uses seconds. */
const SHORT_DELAYS = ['--issue-delay', '4 seconds', '--callback-delay', '2 seconds'];
/** Makes a double issue visible: the order would have twice as many tickets, and the demo would fail. */
const ALLOW_DUPLICATES = ['--duplicates', 'allow'];
/** Makes a premature issue visible: the sandbox refuses an order that nobody paid, and the demo would fail. */
const REQUIRE_PAYMENT = ['--require-payment'];

interface StartContext {
  readonly processes: Processes;
  /** Called for every process when it is ready. `defaultPort` is the port it uses unless that port is taken. */
  readonly printAddress: (part: string, address: string, defaultPort: number) => void;
  /** The merchant's webhook and its Standard Webhooks secret. */
  readonly merchant: { readonly url: string; readonly secret: string };
  /** The keys that encrypt histories, as `ECTICKET_CODEC_KEYS` expects them. */
  readonly codecKeys: string;
}

/** Starts all processes and resolves when they are ready. @throws PartFailedError if one of them does not start. */
export async function startParts(context: StartContext): Promise<Addresses> {
  const [{ temporal, webUi, codec }, sandbox] = await Promise.all([startTemporal(context), startSandbox(context)]);
  const [receiver] = await Promise.all([startReceiver(context, temporal), startWorker(context, temporal, sandbox)]);
  return { temporal, webUi, codec, sandbox, receiver };
}

/**
 * Starts the Temporal server with its Web UI, and the codec server through which the Web UI decrypts histories. The
 * codec server accepts requests from the Web UI's origin only.
 */
async function startTemporal({
  processes,
  printAddress,
  codecKeys,
}: StartContext): Promise<Pick<Addresses, 'temporal' | 'webUi' | 'codec'>> {
  const defaultPorts = [DEFAULT_PORTS.temporal, DEFAULT_PORTS.webUi, DEFAULT_PORTS.codec];
  const addresses = await startOnFreePorts(defaultPorts, async (port = '', uiPort = '', codecPort = '') => {
    const webUi = `http://${HOST}:${uiPort}`;
    const codec = `http://${HOST}:${codecPort}`;
    const settings = { ECTICKET_CODEC_KEYS: codecKeys, ECTICKET_CODEC_ORIGINS: `${webUi},http://localhost:${uiPort}` };
    await Promise.all([
      processes.start({
        name: 'Temporal server',
        command: 'temporal',
        args: ['--port', port, '--ui-port', uiPort, '--ui-codec-endpoint', codec],
        env: environmentOf({}),
      }),
      processes.start({
        name: 'codec server',
        command: 'codec',
        args: ['--port', codecPort],
        env: environmentOf(settings),
      }),
    ]);
    return { temporal: `${HOST}:${port}`, webUi, codec };
  });
  printAddress('Temporal server', addresses.temporal, DEFAULT_PORTS.temporal);
  printAddress('Temporal Web UI', addresses.webUi, DEFAULT_PORTS.webUi);
  printAddress('codec server', addresses.codec, DEFAULT_PORTS.codec);
  return addresses;
}

async function startSandbox({ processes, printAddress }: StartContext): Promise<string> {
  const env = environmentOf({});
  const url = await startOnFreePorts([DEFAULT_PORTS.sandbox], (port = '') => {
    const args = ['--port', port, ...SHORT_DELAYS, ...ALLOW_DUPLICATES, ...REQUIRE_PAYMENT];
    return processes.start({ name: 'ECPay sandbox', command: 'sandbox', args, env });
  });
  printAddress('ECPay sandbox', url, DEFAULT_PORTS.sandbox);
  return url;
}

async function startReceiver({ processes, printAddress, codecKeys }: StartContext, temporal: string): Promise<string> {
  const settings = { TEMPORAL_ADDRESS: temporal, ECTICKET_CODEC_KEYS: codecKeys };
  const env = environmentOf(settings);
  const url = await startOnFreePorts([DEFAULT_PORTS.receiver], (port = '') =>
    processes.start({ name: 'callback receiver', command: 'callbacks', args: ['--port', port], env }),
  );
  printAddress('callback receiver', url, DEFAULT_PORTS.receiver);
  return url;
}

async function startWorker(
  { processes, printAddress, merchant, codecKeys }: StartContext,
  temporal: string,
  sandbox: string,
): Promise<void> {
  const env = environmentOf({
    TEMPORAL_ADDRESS: temporal,
    ECTICKET_CODEC_KEYS: codecKeys,
    ECTICKET_BASE_URL: sandbox,
    ECTICKET_EVENTS_URL: merchant.url,
    ECTICKET_EVENTS_SECRET: merchant.secret,
    // HTTP requests per second and merchant. The default of 5 avoids ECPay's throttling, which the sandbox lacks.
    ECTICKET_PROVIDER_RATE: '50',
  });
  const url = await startOnFreePorts([DEFAULT_PORTS.worker], (port = '') =>
    processes.start({ name: 'worker', command: 'worker', args: ['--port', port], env }),
  );
  printAddress('worker', url, DEFAULT_PORTS.worker);
}
