/**
 * Many orders of a large merchant at once, and a few of a small one behind them. The prediction is the arithmetic of
 * docs/explanation/rates.md: an order makes three requests, and each merchant has the whole rate.
 */
import PQueue from 'p-queue';
import { startEnvironment, type Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, MERCHANT, newTradeNo, TIMING } from '../environment/orders.js';
import { rounded } from '../measure/rounds.js';
import type { BenchContext, Figure } from './figure.js';

const SMALL_MERCHANT = '3085672';
const SMALL_ORDERS = 5;
const REQUESTS_PER_ORDER = 3;
/** Orders that a backend places at the same time. A client that starts thousands at once times out. */
const PLACED_AT_ONCE = 50;
const DEFAULT = { orders: 300, rate: 20 };
const FULL = { orders: 10_000, rate: 5 };

export const burst: Figure = {
  title: 'many orders of one merchant at once, and a few of another behind them',
  measure: async ({ address, full, report }) => {
    const { orders, rate } = full ? FULL : DEFAULT;
    const predictedSeconds = (orders * REQUESTS_PER_ORDER) / rate;
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: true, providerRate: rate });
    const limits = { timeoutMs: (3 * predictedSeconds + 120) * 1000, report };
    try {
      report(`${SMALL_ORDERS} orders of the small merchant alone`);
      const alone = await startBurst(environment, SMALL_MERCHANT, SMALL_ORDERS, limits).ended;
      report(`${orders} orders of the large merchant at ${rate} calls/s, ${SMALL_ORDERS} of the small one`);
      const largeBurst = startBurst(environment, MERCHANT, orders, limits);
      await largeBurst.placed;
      report('they are placed; now those of the small merchant');
      const small = await startBurst(environment, SMALL_MERCHANT, SMALL_ORDERS, limits).ended;
      report(`the small merchant has waited for ${rounded(small.longestWait)} s`);
      const large = await largeBurst.ended;
      const [lost, waitRatio] = [alone.lost + small.lost + large.lost, small.longestWait / alone.longestWait];
      return {
        json: {
          ...{ orders, lost, smallMerchantWaitRatio: rounded(waitRatio) },
          ...{ callsPerSecond: rate, seconds: rounded(large.seconds), predictedSeconds: rounded(predictedSeconds) },
        },
        rows: [
          { what: `lost of ${orders + 2 * SMALL_ORDERS}`, value: String(lost), goal: '0', met: lost === 0 },
          { what: 'small merchant, over it alone', value: `${rounded(waitRatio)} (${rounded(small.longestWait)} s)` },
          {
            what: `large merchant at ${rate} calls/s`,
            value: `${rounded(large.seconds)} s, predicted ${rounded(predictedSeconds)} s`,
          },
        ],
      };
    } finally {
      await environment.close();
    }
  },
};

interface Burst {
  /** Until the last order is issued. */
  readonly seconds: number;
  /** Seconds from the moment at which an order was placed until it was issued. */
  readonly longestWait: number;
  /** Orders that were not issued in time. */
  readonly lost: number;
}

interface RunningBurst {
  /** Resolves when every order is placed, or was refused. */
  readonly placed: Promise<void>;
  readonly ended: Promise<Burst>;
}

function startBurst(
  { ecticket, events }: Environment,
  merchantId: string,
  count: number,
  { timeoutMs, report }: { readonly timeoutMs: number; readonly report: BenchContext['report'] },
): RunningBurst {
  const start = performance.now();
  const placing = new PQueue({ concurrency: PLACED_AT_ONCE });
  const runOrder = async () => {
    const order = electronicOrder(newTradeNo(), merchantId);
    const payment = { paid: { amount: AMOUNT, reference: `R-${order.merchantTradeNo}` } };
    await placing.add(() => ecticket.placeOrder({ order, payment, timing: TIMING }));
    const placedAt = performance.now();
    await events.waitFor(order.merchantTradeNo, 'issued', { timeoutMs });
    return (performance.now() - placedAt) / 1000;
  };
  const end = async (): Promise<Burst> => {
    const results = await Promise.allSettled(Array.from({ length: count }, runOrder));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) report(`an order was not issued: ${String(failure.reason)}`);
    const waits = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    return {
      seconds: (performance.now() - start) / 1000,
      longestWait: Math.max(...waits),
      lost: count - waits.length,
    };
  };
  const ended = end();
  return { placed: placing.onIdle(), ended };
}
