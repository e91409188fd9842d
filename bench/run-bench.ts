import { cpus, loadavg, totalmem } from 'node:os';
import { table } from '../cli/display/table.js';
import { FIGURES } from './figures/index.js';
import type { Measured, Row } from './figures/figure.js';
import { installQuietRuntime } from './measure/quiet-logger.js';
import { writePlots } from './plots/plots.js';
import type { BenchOptions } from './options.js';

/**
 * Measures the figures one after the other and prints them; or draws the plots of an earlier run.
 *
 * @returns the exit status: 0, or 1 if a figure could not be measured
 */
export async function runBench({ names, json, full, address, plots }: BenchOptions): Promise<number> {
  if (plots !== undefined) return await writePlots(plots);
  installQuietRuntime();
  console.log(`Measuring on ${machine()}.`);
  const measured: [name: string, result: Measured][] = [];
  let failed = 0;
  for (const name of names) {
    const start = performance.now();
    const report = (text: string): void => {
      const seconds = Math.round((performance.now() - start) / 1000);
      console.log(`  ${name}: ${text} (${seconds} s)`);
    };
    console.log(`${name}: ${FIGURES[name].title}`);
    try {
      measured.push([name, await FIGURES[name].measure({ address, full, report })]);
      report(`done; load average ${(loadavg()[0] ?? 0).toFixed(1)}`);
    } catch (error) {
      failed += 1;
      console.error(`${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  console.log(`\n${table(COLUMNS, measured.flatMap(toRows))}\n`);
  if (json) console.log(JSON.stringify(Object.fromEntries(measured.map(([name, { json: figure }]) => [name, figure]))));
  return failed > 0 ? 1 : 0;
}

const COLUMNS = [
  { heading: 'Figure', width: 12, cell: ({ name }: TableRow) => name },
  { heading: '', width: 36, cell: ({ what }: TableRow) => what },
  { heading: 'Measured', width: 34, cell: ({ value }: TableRow) => value },
  { heading: 'Goal', width: 16, cell: ({ goal, met }: TableRow) => (goal ? `${goal}${met ? '' : ' missed'}` : '') },
];

interface TableRow extends Row {
  readonly name: string;
}

/** The name stands in the first row only. */
function toRows([name, { rows }]: readonly [string, Measured]): TableRow[] {
  return rows.map((row, index) => ({ ...row, name: index === 0 ? name : '' }));
}

function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${gigabytes} GB, Node ${process.versions.node}`;
}
