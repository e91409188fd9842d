/** The receiver: its cost over a bare Fastify route, and how long ECPay waits for an acknowledgement. */
import { startEnvironment, type Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, MERCHANT, newTradeNo } from '../environment/orders.js';
import { encryptAndSign } from '../floor/protocol.js';
import { STAGE_MERCHANTS } from '../../ecticket/index.js';
import { BenchProcess } from '../measure/child-process.js';
import { atConstantRate, formatLatency, latencyOf, type Latency } from '../measure/latency.js';
import { compare, formatSpread, rounded, type Comparison } from '../measure/rounds.js';
import type { Figure } from './figure.js';

const [KEYS] = STAGE_MERCHANTS[MERCHANT].keys;
const WRONG_KEYS = { ...KEYS, hashKey: '0000000000000000' };

const ROUNDS = 5;
const REQUESTS_PER_ROUND = 400;
const CONNECTIONS = 10;

/** An order accepts five callbacks at once; further ones wait for each other. */
const ORDERS = 200;
const PER_SECOND = 100;
const CALLBACKS = 400;
const REFUSED_PER_SECOND = 500;

export const callbacks: Figure = {
  title: 'the receiver over a bare Fastify route, and the time to an acknowledgement at 100 callbacks per second',
  measure: async ({ address, report }) => {
    report('the receiver without Temporal');
    const verify = await compareServers();
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: true });
    try {
      const tradeNos = await placeOrders(environment);
      report(`${PER_SECOND} callbacks per second`);
      const quiet = await acknowledgements(environment, tradeNos);
      report(`${PER_SECOND} callbacks and ${REFUSED_PER_SECOND} refused requests per second`);
      const flooded = await duringFlood(environment, () => acknowledgements(environment, tradeNos));
      return {
        json: {
          verifyRatio: rounded(verify.ratio.median),
          ...quiet,
          floodP50Ms: flooded.p50Ms,
          floodP99Ms: flooded.p99Ms,
        },
        rows: [
          { what: 'over a bare route, processor time', value: formatSpread(verify.ratio) },
          { what: 'requests per second of it', value: formatSpread(verify.product) },
          { what: 'acknowledged', value: formatLatency(quiet) },
          { what: 'during a flood', value: formatLatency(flooded) },
        ],
      };
    } finally {
      await environment.close();
    }
  },
};

/** Verified requests per second of processor time of the server, over the same of a bare route. */
async function compareServers(): Promise<Comparison> {
  const server = BenchProcess.ofSource('callback-server.ts');
  try {
    const urls = (await server.receive()) as { readonly bare: string; readonly product: string };
    const perSecond = (url: string) => async () => {
      const bodies = Array.from({ length: REQUESTS_PER_ROUND }, () => callbackBody(newTradeNo()));
      const before = (await server.ask('cpu')) as number;
      await Promise.all(Array.from({ length: CONNECTIONS }, () => postAll(url, bodies)));
      return REQUESTS_PER_ROUND / ((((await server.ask('cpu')) as number) - before) / 1000);
    };
    await perSecond(urls.product)();
    return await compare(ROUNDS, { floor: perSecond(urls.bare), product: perSecond(urls.product) });
  } finally {
    await server.end();
  }
}

/** Posts the bodies one after the other, and shares them with other callers of this function. */
async function postAll(url: string, bodies: string[]): Promise<void> {
  for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await post(url, body, 200);
}

async function post(url: string, body: string, expectedStatus: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/ecpay/ticket/use-status`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  if (response.status !== expectedStatus) throw new Error(`The receiver answered ${response.status}.`);
}

/** A callback as ECPay sends it. */
function callbackBody(tradeNo: string, keys = KEYS): string {
  const data = {
    ...{ MerchantID: MERCHANT, MerchantTradeNo: tradeNo, FreeTradeNo: '', TicketTradeNo: '2026112200000001' },
    ...{ TicketNo: '2026112200000001', UseStatus: '2', WriteOffDate: '20261122', Nonce: Math.random() },
  };
  const header = { PlatformID: null, MerchantID: MERCHANT, RqHeader: { Timestamp: Math.floor(Date.now() / 1000) } };
  return JSON.stringify({ ...header, ...encryptAndSign(data, keys) });
}

/** Places unpaid orders: they record callbacks and call nobody. */
async function placeOrders({ ecticket }: Environment): Promise<readonly string[]> {
  const tradeNos = Array.from({ length: ORDERS }, newTradeNo);
  for (let index = 0; index < ORDERS; index += 20) {
    const batch = tradeNos.slice(index, index + 20);
    await Promise.all(
      batch.map((tradeNo) => ecticket.placeOrder({ order: electronicOrder(tradeNo), payment: { amount: AMOUNT } })),
    );
  }
  return tradeNos;
}

async function acknowledgements({ receiverUrl }: Environment, tradeNos: readonly string[]): Promise<Latency> {
  const durations = await atConstantRate(PER_SECOND, CALLBACKS, (index) =>
    post(receiverUrl, callbackBody(tradeNos[index % tradeNos.length] ?? ''), 200),
  );
  return latencyOf(durations);
}

/** Posts requests that the receiver refuses, signed with wrong keys, while `work` runs. */
async function duringFlood<T>({ receiverUrl }: Environment, work: () => Promise<T>): Promise<T> {
  const body = callbackBody('BEFLOOD', WRONG_KEYS);
  const count = (CALLBACKS / PER_SECOND) * REFUSED_PER_SECOND;
  const flood = atConstantRate(REFUSED_PER_SECOND, count, () => post(receiverUrl, body, 400));
  const [result] = await Promise.all([work(), flood]);
  return result;
}
