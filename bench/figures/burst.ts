/**
 * Many orders of a large merchant at once, and a few of a small one behind them. The prediction is the arithmetic of
 * docs/explanation/rates.md: an order makes three requests, and each merchant has the whole rate.
 */
import { startEnvironment, type Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, MERCHANT, newTradeNo, TIMING } from '../environment/orders.js';
import { rounded } from '../measure/rounds.js';
import type { Figure } from './figure.js';

const SMALL_MERCHANT = '3085672';
const SMALL_ORDERS = 5;
const REQUESTS_PER_ORDER = 3;
const DEFAULT = { orders: 300, rate: 20 };
const FULL = { orders: 10_000, rate: 5 };

export const burst: Figure = {
  title: 'many orders of one merchant at once, and a few of another behind them',
  measure: async ({ address, full, report }) => {
    const { orders, rate } = full ? FULL : DEFAULT;
    const predictedSeconds = (orders * REQUESTS_PER_ORDER) / rate;
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: true, providerRate: rate });
    const timeoutMs = (3 * predictedSeconds + 120) * 1000;
    try {
      report(`${SMALL_ORDERS} orders of the small merchant alone`);
      const alone = await placeAndWait(environment, SMALL_MERCHANT, SMALL_ORDERS, timeoutMs);
      report(`${orders} orders of the large merchant at ${rate} calls/s, ${SMALL_ORDERS} of the small one`);
      const largeBurst = placeAndWait(environment, MERCHANT, orders, timeoutMs);
      const small = await placeAndWait(environment, SMALL_MERCHANT, SMALL_ORDERS, timeoutMs);
      const large = await largeBurst;
      const [lost, waitRatio] = [alone.lost + small.lost + large.lost, small.seconds / alone.seconds];
      return {
        json: {
          ...{ orders, lost, smallMerchantWaitRatio: rounded(waitRatio) },
          ...{ callsPerSecond: rate, seconds: rounded(large.seconds), predictedSeconds: rounded(predictedSeconds) },
        },
        rows: [
          { what: `lost of ${orders + 2 * SMALL_ORDERS}`, value: String(lost), goal: '0', met: lost === 0 },
          { what: 'small merchant, over it alone', value: `${rounded(waitRatio)} (${rounded(small.seconds)} s)` },
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
  /** Orders that were not issued in time. */
  readonly lost: number;
}

async function placeAndWait(
  { ecticket, events }: Environment,
  merchantId: string,
  count: number,
  timeoutMs: number,
): Promise<Burst> {
  const start = performance.now();
  const orders = Array.from({ length: count }, async () => {
    const order = electronicOrder(newTradeNo(), merchantId);
    const payment = { paid: { amount: AMOUNT, reference: `R-${order.merchantTradeNo}` } };
    await ecticket.placeOrder({ order, payment, timing: TIMING });
    await events.waitFor(order.merchantTradeNo, 'issued', { timeoutMs });
  });
  const results = await Promise.allSettled(orders);
  const lost = results.filter(({ status }) => status === 'rejected').length;
  return { seconds: (performance.now() - start) / 1000, lost };
}
