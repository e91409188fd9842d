import type { Cast } from './play-order.js';
import { SCENARIOS } from './scenarios/index.js';

/** So many orders (at least one), the scenarios in turn, each under a trade number that no run before has used. */
export function castOf(orders: number = SCENARIOS.length): readonly [Cast, ...Cast[]] {
  const run = new Date().toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return [castAs(0, run), ...Array.from({ length: orders - 1 }, (_, index) => castAs(index + 1, run))];
}

function castAs(index: number, run: string): Cast {
  const scenario = SCENARIOS[index % SCENARIOS.length] ?? SCENARIOS[0];
  const tradeNo = `D${run}${String(index + 1).padStart(3, '0')}`;
  return { scenario, tradeNo, order: scenario.order(tradeNo) };
}
