/** The processes that a merchant runs, and ECPay's stand-in: each with its settings, in the order in which they need each other. */
import { environmentOf } from './environment.js';
import type { Processes } from './processes.js';
import { HOST, onFreePorts } from './ports.js';

/** Where everything listens. */
export interface Addresses {
  /** As Temporal's clients write it: without `http://`. */
  readonly temporal: string;
  readonly webUi: string;
  readonly codec: string;
  readonly sandbox: string;
  readonly receiver: string;
}

const USUAL_PORTS = { temporal: 7233, webUi: 8233, sandbox: 4600, receiver: 4610, codec: 4620, worker: 4630 } as const;

/** Tickets come within five minutes at ECPay, and callbacks once a day; here one does not want to wait so long. */
const DELAYS = ['--issue-delay', '4 seconds', '--callback-delay', '2 seconds'];
/** Should an order ever be issued twice, it has twice as many tickets, and the demo fails. */
const SHOW_DOUBLE_ISSUES = ['--duplicates', 'allow'];
/** Should an order ever be issued that nobody has paid for at ECPay, it is refused, and the demo fails. */
const SHOW_UNPAID_ISSUES = ['--require-payment'];

interface Context {
  readonly house: Processes;
  /** Told of every part that is there; `usualPort` is where it would be, were that port not taken. */
  readonly announce: (part: string, address: string, usualPort: number) => void;
  /** The merchant's webhook and its Standard Webhooks secret. */
  readonly shop: { readonly url: string; readonly secret: string };
  /** What histories are encrypted with, as `ECTICKET_CODEC_KEYS` has it. */
  readonly codecKeys: string;
}

/** Starts everything. @throws PartFailedError */
export async function bringUp(around: Context): Promise<Addresses> {
  const [{ temporal, webUi, codec }, sandbox] = await Promise.all([startTemporal(around), startSandbox(around)]);
  const [receiver] = await Promise.all([startReceiver(around, temporal), startWorker(around, temporal, sandbox)]);
  return { temporal, webUi, codec, sandbox, receiver };
}

/** The Web UI reads encrypted histories through the codec server, which answers to no page but the Web UI's. */
async function startTemporal({
  house,
  announce,
  codecKeys,
}: Context): Promise<Pick<Addresses, 'temporal' | 'webUi' | 'codec'>> {
  const usual = [USUAL_PORTS.temporal, USUAL_PORTS.webUi, USUAL_PORTS.codec];
  const addresses = await onFreePorts(usual, async (port = '', uiPort = '', codecPort = '') => {
    const webUi = `http://${HOST}:${uiPort}`;
    const codec = `http://${HOST}:${codecPort}`;
    const settings = { ECTICKET_CODEC_KEYS: codecKeys, ECTICKET_CODEC_ORIGINS: `${webUi},http://localhost:${uiPort}` };
    await Promise.all([
      house.start({
        name: 'Temporal server',
        command: 'temporal',
        args: ['--port', port, '--ui-port', uiPort, '--ui-codec-endpoint', codec],
        env: environmentOf(house.logDirectory, {}),
      }),
      house.start({
        name: 'codec server',
        command: 'codec',
        args: ['--port', codecPort],
        env: environmentOf(house.logDirectory, settings),
      }),
    ]);
    return { temporal: `${HOST}:${port}`, webUi, codec };
  });
  announce('Temporal server', addresses.temporal, USUAL_PORTS.temporal);
  announce('its Web UI', addresses.webUi, USUAL_PORTS.webUi);
  announce('codec server', addresses.codec, USUAL_PORTS.codec);
  return addresses;
}

async function startSandbox({ house, announce }: Context): Promise<string> {
  const env = environmentOf(house.logDirectory, {});
  const url = await onFreePorts([USUAL_PORTS.sandbox], (port = '') => {
    const args = ['--port', port, ...DELAYS, ...SHOW_DOUBLE_ISSUES, ...SHOW_UNPAID_ISSUES];
    return house.start({ name: 'ECPay sandbox', command: 'sandbox', args, env });
  });
  announce('ECPay sandbox', url, USUAL_PORTS.sandbox);
  return url;
}

async function startReceiver({ house, announce, codecKeys }: Context, temporal: string): Promise<string> {
  const env = environmentOf(house.logDirectory, { TEMPORAL_ADDRESS: temporal, ECTICKET_CODEC_KEYS: codecKeys });
  const url = await onFreePorts([USUAL_PORTS.receiver], (port = '') =>
    house.start({ name: 'callback receiver', command: 'callbacks', args: ['--port', port], env }),
  );
  announce('callback receiver', url, USUAL_PORTS.receiver);
  return url;
}

async function startWorker(
  { house, announce, shop, codecKeys }: Context,
  temporal: string,
  sandbox: string,
): Promise<void> {
  const env = environmentOf(house.logDirectory, {
    TEMPORAL_ADDRESS: temporal,
    ECTICKET_CODEC_KEYS: codecKeys,
    ECTICKET_BASE_URL: sandbox,
    ECTICKET_EVENTS_URL: shop.url,
    ECTICKET_EVENTS_SECRET: shop.secret,
    // ECPay wants five calls a second at most; its stand-in on this machine bears more.
    ECTICKET_PROVIDER_RATE: '50',
  });
  const url = await onFreePorts([USUAL_PORTS.worker], (port = '') =>
    house.start({ name: 'worker', command: 'worker', args: ['--port', port], env }),
  );
  announce('worker', url, USUAL_PORTS.worker);
}
