/** The plan of a run: what breaks, and when. The same seed and number of orders give the same plan. */
import fc from 'fast-check';
import { isIssuedAtOnce } from '../orders/kinds.js';
import { concernsAnOrder, ORDERS_PER_FAULT, type Fault } from './faults.js';

/** A fault of the plan. */
export type PlanEntry = Fault & {
  /** It begins when as many orders have begun. */
  readonly after: number;
  /** The index of the order that it concerns, if it concerns one. */
  readonly order: number;
};

/** Returns the faults of a run, in the sequence in which they begin. */
export function samplePlan(orders: number, seed: number): readonly PlanEntry[] {
  const faults = ORDERS_PER_FAULT.map(([anyFault, ordersPerFault]) => {
    const count = Math.floor(orders / ordersPerFault);
    const entry = fc.record({ fault: anyFault, after: fc.nat(orders), order: fc.nat(orders - 1) });
    return fc.array(entry, { minLength: count, maxLength: count });
  });
  const [sampled = []] = fc.sample(fc.noBias(fc.tuple(...faults)), { seed, numRuns: 1 });
  return sampled
    .flat()
    .map(({ fault, after, order }) => ({ ...fault, ...aim(fault, after, order, orders) }))
    .sort((a, b) => a.after - b.after);
}

/** A fault that concerns an order concerns one that has begun, and is issued if the fault needs its tickets. */
function aim(fault: Fault, after: number, order: number, orders: number): Omit<PlanEntry, keyof Fault> {
  if (!concernsAnOrder(fault)) return { after, order };
  const { type: name } = fault;
  if (name === 'killDuringIssue' || name === 'delayCallbacks') {
    const target = nextIssued(order, orders);
    return { after: target + 1, order: target };
  }
  const begun = Math.max(after, 1);
  return { after: begun, order: name === 'resetOrder' ? order % begun : nextIssued(order % begun, begun) };
}

/** The first order from this index on, in a circle, that ECPay issues without an operator. */
function nextIssued(from: number, orders: number): number {
  const indices = Array.from({ length: orders }, (_, index) => (from + index) % orders);
  return indices.find(isIssuedAtOnce) ?? from;
}

/** Describes an entry in one line, such as `after 12 orders: killWorker {"worker":1,"downMs":2000}`. */
export function describeEntry(entry: PlanEntry): string {
  const { after, order, type: name, ...details } = entry;
  const concerns = concernsAnOrder(entry) ? ` order ${order + 1}` : '';
  const text = Object.keys(details).length > 0 ? ` ${JSON.stringify(details)}` : '';
  return `after ${after} orders: ${name}${concerns}${text}`;
}
