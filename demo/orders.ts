import type { DemoOrder } from './context.js';
import { SCENARIOS } from './scenarios/index.js';

/** So many orders (at least one), the scenarios in turn, each under a trade number that no run before has used. */
export function demoOrders(orders: number = SCENARIOS.length): readonly [DemoOrder, ...DemoOrder[]] {
  const run = new Date().toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return [demoOrder(0, run), ...Array.from({ length: orders - 1 }, (_, index) => demoOrder(index + 1, run))];
}

function demoOrder(index: number, run: string): DemoOrder {
  const scenario = SCENARIOS[index % SCENARIOS.length] ?? SCENARIOS[0];
  const tradeNo = `D${run}${String(index + 1).padStart(3, '0')}`;
  return { scenario, tradeNo, order: scenario.order(tradeNo) };
}
