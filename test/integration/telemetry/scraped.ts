/** Reads metrics in the format that Prometheus scrapes. */
import { readFileSync } from 'node:fs';

/** Labels that Temporal's runtime adds. docs/reference/observability.md lists them below its table. */
const TEMPORAL_LABELS = ['namespace', 'taskQueue', 'workflowType', 'activityType', 'le'];

/** Returns the labels of each of this package's metrics in a scrape. */
export function metricsIn(scrape: string): Map<string, string[]> {
  const families = [...scrape.matchAll(/^# TYPE (ecticket_\w+) \w+$/gm)].map(([, name = '']) => name);
  return new Map(
    families.map((name) => {
      const lines = scrape.split('\n').filter((line) => new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(line));
      const labels = lines.flatMap((line) => [...line.matchAll(/(\w+)="/g)].map(([, label = '']) => label));
      return [name, [...new Set(labels)].filter((label) => !TEMPORAL_LABELS.includes(label)).sort()];
    }),
  );
}

/** Returns the labels of a metric's samples in a scrape, or undefined if it has none. */
export function labelsOf(scrape: string, name: string): string[] | undefined {
  const lines = scrape.split('\n').filter((line) => line.startsWith(`${name}{`));
  if (lines.length === 0) return undefined;
  return [...new Set(lines.flatMap((line) => [...line.matchAll(/(\w+)="/g)].map(([, label = '']) => label)))];
}

/** Returns the value of the first sample with these labels. It may have further labels. */
export function sample(scrape: string, name: string, labels: Record<string, string>): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = scrape.split('\n').find((each) => each.startsWith(`${name}{`) && wanted.every((w) => each.includes(w)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

/** Returns the labels of each metric in the table of docs/reference/observability.md. */
export function metricsInDocs(): Map<string, string[]> {
  const rows = readFileSync('docs/reference/observability.md', 'utf8').matchAll(
    /^\| `(ecticket_\w+)` +\| \w+ +\| ([^|]*)\|/gm,
  );
  return new Map(
    [...rows].map(([, name = '', labels = '']) => [
      name,
      [...labels.matchAll(/`(\w+)`/g)].map(([, l = '']) => l).sort(),
    ]),
  );
}
