/** What an order costs in Temporal: events, billed actions and bytes, counted from real histories. */
import { workflowIdOf } from '../../client/index.js';
import { startEnvironment, type Environment } from '../environment/environment.js';
import { MERCHANT, newTradeNo } from '../environment/orders.js';
import { OTHER_ROADS, REFUND_ROAD, STANDARD_ROAD, type Road } from '../environment/roads.js';
import { historyCost, type HistoryCost } from '../measure/order-history.js';
import { quantile } from '../measure/rounds.js';
import type { Figure } from './figure.js';

/** Workflow tasks may merge, so that two histories of the same road differ by a few events. */
const STANDARD_ORDERS = 5;

export const history: Figure = {
  title: 'events, billed actions and bytes of an order, by road',
  measure: async ({ address, report }) => {
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: true });
    try {
      report(`${STANDARD_ORDERS} standard orders`);
      const standard = medianOf(await standardCosts(environment));
      report('an order of every other road');
      const others = await Promise.all(
        Object.entries(OTHER_ROADS).map(async ([name, road]) => [name, await costOf(environment, road)] as const),
      );
      report('a refund');
      const roads = [...others, ['refunded by the merchant', await costOf(environment, REFUND_ROAD)] as const];
      return {
        json: { ...standard, roads: Object.fromEntries(roads) },
        rows: [
          { what: 'standard: paid, two visits, settled', value: formatCost(standard) },
          ...roads.map(([what, cost]) => ({ what, value: formatCost(cost) })),
        ],
      };
    } finally {
      await environment.close();
    }
  },
};

/** Returns the costs of a few standard orders that run at the same time. */
export async function standardCosts(environment: Environment): Promise<readonly HistoryCost[]> {
  return await Promise.all(Array.from({ length: STANDARD_ORDERS }, () => costOf(environment, STANDARD_ROAD)));
}

function medianOf(costs: readonly HistoryCost[]): HistoryCost {
  const median = (pick: (cost: HistoryCost) => number) => Math.round(quantile(costs.map(pick), 0.5));
  return { events: median((c) => c.events), actions: median((c) => c.actions), bytes: median((c) => c.bytes) };
}

async function costOf(environment: Environment, road: Road): Promise<HistoryCost> {
  const tradeNo = newTradeNo();
  await road(environment, tradeNo);
  const workflowId = workflowIdOf({ merchantId: MERCHANT, merchantTradeNo: tradeNo });
  await environment.client.workflow.getHandle(workflowId).result();
  return await historyCost(environment.client, workflowId);
}

function formatCost({ events, actions, bytes }: HistoryCost): string {
  return `${events} events, ${actions} actions, ${(bytes / 1024).toFixed(1)} KiB`;
}
