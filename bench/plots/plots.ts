/** The plots of docs/explanation/performance.md, from the figures of a run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../scripts/command.js';
import { ROOT } from '../measure/workflow-bundles.js';
import { drawPlot } from './line-plot.js';

const DIRECTORY = join(ROOT, 'docs', 'images');

/** The part of a run's JSON that the plots show. */
const figures = z.object({
  openOrders: z.object({
    growth: z
      .array(
        z.object({
          ...{ open: z.number(), perSecond: z.number(), cpuMs: z.number(), rssMiB: z.number(), heapMiB: z.number() },
        }),
      )
      .min(2),
  }),
});

/** Returns the text of each plot by its file name. @param json the last line of `npm run bench -- --json` */
export function plotsOf(json: unknown): Readonly<Record<string, string>> {
  const { growth } = figures.parse(json).openOrders;
  const x = 'open orders';
  const line = (name: string, y: (step: (typeof growth)[number]) => number) => ({
    name,
    points: growth.map((step) => [step.open, y(step)] as const),
  });
  const perCore = line('per core of the worker', ({ cpuMs }) => 1000 / cpuMs);
  return {
    'open-orders-rate.svg': drawPlot({
      title: 'Orders placed and issued per second while others wait',
      ...{ x, y: 'orders/s', series: [line('by the clock', ({ perSecond }) => perSecond), perCore] },
    }),
    'open-orders-memory.svg': drawPlot({
      title: 'Memory of one worker while orders wait',
      ...{ x, y: 'MiB' },
      series: [line('process (RSS)', ({ rssMiB }) => rssMiB), line('live heap', ({ heapMiB }) => heapMiB)],
    }),
  };
}

/**
 * Draws the plots into docs/images.
 *
 * @param file the saved last line of a run with `--json`
 * @throws UsageError if the file has no figures of open orders
 */
export async function writePlots(file: string): Promise<number> {
  let plots;
  try {
    plots = plotsOf(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix = `Write it with: npm run bench -- --only openOrders --json | tail -n 1 > ${file}`;
    throw new UsageError(`--plots: ${file} has no figures of openOrders (${reason}). ${fix}`);
  }
  await mkdir(DIRECTORY, { recursive: true });
  for (const [name, svg] of Object.entries(plots)) {
    await writeFile(join(DIRECTORY, name), svg);
    console.log(`wrote docs/images/${name}`);
  }
  return 0;
}
