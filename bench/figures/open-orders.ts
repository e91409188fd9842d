/**
 * What waiting orders cost: the time of an order that is placed, redeemed or polled while few or many others wait, and
 * the memory of the worker.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEnvironment } from '../environment/environment.js';
import { buildPackage } from '../../scripts/build-package.js';
import { bundleOf, EMPTY } from '../measure/workflow-bundles.js';
import { formatSpread, rounded, type Comparison } from '../measure/rounds.js';
import { compareCachedMemory, type CachedMemory } from '../open-orders/cached-memory.js';
import { compareSizes, type SizeComparison } from '../open-orders/compare-sizes.js';
import { growTo, type Step } from '../open-orders/growth.js';
import { closeSite, startSite } from '../open-orders/operations.js';
import type { BenchContext, Figure, Measured, Row } from './figure.js';

const GOAL = 1.2;
interface Size {
  readonly few: number;
  readonly many: number;
  /** Cached workflows whose memory is compared. */
  readonly cached: number;
  /** MiB. From it the SDK derives the size of the cache, which holds the few orders, and not the many. */
  readonly heapLimit: number;
}

const DEFAULT: Size = { few: 200, many: 2000, cached: 100, heapLimit: 1000 };
const FULL: Size = { few: 1000, many: 10_000, cached: 1000, heapLimit: 4000 };

export const openOrders: Figure = {
  title: 'time per order while few and many others wait, and worker memory per cached order over an empty workflow',
  measure: async (context) => {
    const { full, report } = context;
    const size = full ? FULL : DEFAULT;
    report('building the package');
    await buildPackage();
    const memory = await measureMemory(context, size.cached);
    const times = await measureTimes(context, size);
    return {
      json: toJson(times, memory, size),
      rows: [...timeRows(times, size), ...memoryRows(memory), ...growthRows(times)],
    };
  },
};

async function measureMemory({ address, report }: BenchContext, count: number): Promise<CachedMemory> {
  const directory = await mkdtemp(join(tmpdir(), 'ecticket-bench-'));
  const environment = await startEnvironment({ address, encrypted: true, workers: 'elsewhere' });
  try {
    const bundle = join(directory, 'empty.js');
    await writeFile(bundle, (await bundleOf(EMPTY)).code);
    report(`memory of ${count} cached orders, and of empty workflows`);
    return await compareCachedMemory(environment, count, bundle);
  } finally {
    await environment.close();
    await rm(directory, { recursive: true });
  }
}

interface Times {
  readonly growth: readonly Step[];
  readonly sizes: SizeComparison;
}

async function measureTimes({ address, report }: BenchContext, { few, many, heapLimit }: Size): Promise<Times> {
  const small = await startSite(address, heapLimit);
  try {
    report(`placing ${few} orders, and ${many} on another server`);
    await growTo(small, few, report);
    const large = await startSite(address, heapLimit);
    try {
      const growth = await growTo(large, many, report);
      return { growth, sizes: await compareSizes(small, large, report) };
    } finally {
      await closeSite(large);
    }
  } finally {
    await closeSite(small);
  }
}

/** The largest ratio of what an order waits for. A poll waits for its interval, so that its processor time counts. */
function timeRatioOf({ placed, callback, poll }: SizeComparison): number {
  return rounded(Math.max(placed.ms.ratio.median, callback.ms.ratio.median, poll.cpuMs.ratio.median));
}

function toJson({ growth, sizes }: Times, { rss, heap }: CachedMemory, size: Size): Measured['json'] {
  const operations = Object.entries(sizes).map(([name, { ms, cpuMs }]) => {
    const { ratio, floor, product } = cpuMs;
    return [
      name,
      {
        ...{ ratio: rounded(ms.ratio.median), fewMs: rounded(ms.floor.median), manyMs: rounded(ms.product.median) },
        cpuRatio: rounded(ratio.median),
        ...{ fewCpuMs: rounded(floor.median), manyCpuMs: rounded(product.median) },
      },
    ] as const;
  });
  return {
    timeRatio: timeRatioOf(sizes),
    memoryRatio: rounded(rss.ratio.median),
    heapRatio: rounded(heap.ratio.median),
    kibPerOrder: kib(rss.product.median),
    kibPerEmptyWorkflow: kib(rss.floor.median),
    heapKibPerOrder: kib(heap.product.median),
    heapKibPerEmptyWorkflow: kib(heap.floor.median),
    ...{ few: size.few, many: size.many },
    ...Object.fromEntries(operations),
    growth,
  };
}

function timeRows({ sizes }: Times, { few, many }: Size): Row[] {
  return Object.entries(NAMES).flatMap(([operation, what]) => {
    const { ms, cpuMs } = sizes[operation as keyof SizeComparison];
    return [
      { what: `${what}: ${many} over ${few}`, value: formatSpread(ms.ratio) },
      { what: '  processor time of the worker', value: formatSpread(cpuMs.ratio) },
      { what: '  per operation', value: milliseconds(cpuMs) },
    ];
  });
}

const NAMES: Readonly<Record<keyof SizeComparison, string>> = {
  placed: 'placed',
  callback: 'callback',
  callbackOfOldest: 'callback, oldest',
  poll: 'poll',
};

function milliseconds({ floor, product }: Comparison): string {
  return `${rounded(product.median)} over ${rounded(floor.median)} ms`;
}

function memoryRows({ rss, heap }: CachedMemory): Row[] {
  const perOrder = ({ floor, product }: Comparison) => `${kib(product.median)} over ${kib(floor.median)} KiB`;
  return [
    { what: 'memory', value: formatSpread(rss.ratio), goal: `<= ${GOAL}`, met: rss.ratio.median <= GOAL },
    { what: '  per cached order', value: perOrder(rss) },
    { what: '  on the heaps', value: formatSpread(heap.ratio) },
    { what: '  per cached order, on the heaps', value: perOrder(heap) },
  ];
}

function growthRows({ growth }: Times): Row[] {
  return growth.map(({ open, cached, rssMiB, perSecond }) => ({
    what: `${open} waiting, ${cached} cached`,
    value: `${rssMiB} MiB, ${perSecond} orders/s`,
  }));
}

function kib(bytes: number): number {
  return rounded(bytes / 1024);
}
