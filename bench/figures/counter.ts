/** How long a clerk waits for a redemption, alone and while new orders arrive. */
import { startEnvironment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, newTradeNo, paperOrder, TIMING } from '../environment/orders.js';
import { atConstantRate, formatLatency, latencyOf } from '../measure/latency.js';
import type { Figure } from './figure.js';

const PER_SECOND = 20;
const REDEMPTIONS = 100;
const NEW_ORDERS = 100;

export const counter: Figure = {
  title: `redemptions by update at ${PER_SECOND} per second, while ${NEW_ORDERS} new orders arrive`,
  measure: async ({ address, report }) => {
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: true });
    const { ecticket, events } = environment;
    const place = async (order: ReturnType<typeof paperOrder> | ReturnType<typeof electronicOrder>) => {
      const payment = { paid: { amount: AMOUNT, reference: `R-${order.merchantTradeNo}` } };
      return (await ecticket.placeOrder({ order, payment, timing: TIMING })).ref;
    };
    try {
      report(`issuing ${REDEMPTIONS} orders of two tickets`);
      const tradeNos = Array.from({ length: REDEMPTIONS }, newTradeNo);
      const refs = await Promise.all(tradeNos.map((tradeNo) => place(paperOrder(tradeNo))));
      await Promise.all(tradeNos.map((tradeNo) => events.waitFor(tradeNo, 'issued')));

      const redeemOneEach = async () =>
        latencyOf(
          await atConstantRate(PER_SECOND, REDEMPTIONS, async (index) => {
            const ref = refs[index];
            if (ref !== undefined) await ecticket.redeem(ref, { tickets: { count: 1 } });
          }),
        );
      report(`${REDEMPTIONS} redemptions alone`);
      const alone = await redeemOneEach();
      report(`${REDEMPTIONS} redemptions and ${NEW_ORDERS} new orders`);
      const arriving = Array.from({ length: NEW_ORDERS }, () => place(electronicOrder(newTradeNo())));
      const latency = await redeemOneEach();
      await Promise.all(arriving);
      return {
        json: { ...latency, aloneP50Ms: alone.p50Ms, aloneP99Ms: alone.p99Ms },
        rows: [
          { what: 'redemption alone', value: formatLatency(alone) },
          { what: `while ${NEW_ORDERS} orders arrive`, value: formatLatency(latency) },
        ],
      };
    } finally {
      await environment.close();
    }
  },
};
