/** Compares the time per operation while few and while many orders wait, in turn. */
import { compare, comparisonOf, type Comparison } from '../measure/rounds.js';
import { placeOrders, pollOrders, redeemOnce, type Cost, type Site } from './operations.js';

const ROUNDS = 3;
/** Orders of one measurement. {@link growTo} issues more than all rounds need. */
const COUNT = 20;

const OPERATIONS = {
  /** From the placement to the tickets. */
  placed: (site) => placeOrders(site, COUNT),
  /** A callback to an order that a worker has cached. The last orders were read too recently to be read at once. */
  callback: (site, round) => redeemOnce(site, site.issued.slice(-(round + 2) * COUNT).slice(0, COUNT)),
  /** A callback to an order that a worker replays first, if its cache does not hold all. */
  callbackOfOldest: (site, round) => redeemOnce(site, site.issued.slice(round * COUNT).slice(0, COUNT)),
  poll: (site) => pollOrders(site, COUNT),
} as const satisfies Record<string, (site: Site, round: number) => Promise<Cost>>;

type Operation = keyof typeof OPERATIONS;

/** The floor is the site with few orders, the product the site with many. */
interface OperationComparison {
  readonly ms: Comparison;
  readonly cpuMs: Comparison;
}

export type SizeComparison = Readonly<Record<Operation, OperationComparison>>;

/** Measures every operation on both sites. */
export async function compareSizes(few: Site, many: Site, report: (text: string) => void): Promise<SizeComparison> {
  const results: [Operation, OperationComparison][] = [];
  for (const operation of Object.keys(OPERATIONS) as Operation[]) {
    report(`${operation}, while few and while many orders wait`);
    results.push([operation, await compareOperation(OPERATIONS[operation], few, many)]);
  }
  return Object.fromEntries(results) as SizeComparison;
}

async function compareOperation(
  operate: (site: Site, round: number) => Promise<Cost>,
  few: Site,
  many: Site,
): Promise<OperationComparison> {
  const cpu: { floor: number[]; product: number[] } = { floor: [], product: [] };
  const on = (site: Site, cpuMs: number[]) => async (): Promise<number> => {
    const cost = await operate(site, cpuMs.length);
    cpuMs.push(cost.cpuMs);
    return cost.ms;
  };
  const ms = await compare(ROUNDS, { floor: on(few, cpu.floor), product: on(many, cpu.product) });
  return { ms, cpuMs: comparisonOf(cpu.floor.map((floor, round) => ({ floor, product: cpu.product[round] ?? NaN }))) };
}
