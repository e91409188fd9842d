/** Opens orders step by step, and measures the worker at each step. */
import { rounded } from '../measure/rounds.js';
import { placeOrders, placeUnpaidOrders, type Site } from './operations.js';

const STEPS = 10;
/** Orders of each step that are issued, and measured. The others wait for their payment. */
const ISSUED = 20;

/** A step, measured while its orders were placed and after. */
export interface Step {
  /** Waiting orders after the step. */
  readonly open: number;
  /** Of these, the orders in the worker's cache. */
  readonly cached: number;
  /** Orders that were placed and issued per second. */
  readonly perSecond: number;
  /** Processor time of the worker per order. */
  readonly cpuMs: number;
  /** The worker's memory after the step, in MiB. */
  readonly rssMiB: number;
  readonly heapMiB: number;
}

/** Places orders until `count` wait. @param count a multiple of 200 */
export async function growTo(site: Site, count: number, report: (text: string) => void): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (let open = count / STEPS; open <= count; open += count / STEPS) {
    await placeUnpaidOrders(site, count / STEPS - ISSUED);
    const { ms, cpuMs } = await placeOrders(site, ISSUED);
    const { rss, heap } = await site.worker.memory();
    const cached = await site.worker.cachedWorkflows();
    steps.push({
      ...{ open, cached, perSecond: rounded(1000 / ms), cpuMs: rounded(cpuMs) },
      ...{ rssMiB: rounded(rss / 2 ** 20), heapMiB: rounded(heap / 2 ** 20) },
    });
    report(`${open} waiting orders, ${cached} of them cached, ${rounded(rss / 2 ** 20)} MiB`);
  }
  return steps;
}
