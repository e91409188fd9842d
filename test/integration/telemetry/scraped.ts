/** What Prometheus would have. */
import { readFileSync } from 'node:fs';

/** A metric's labels that are not Temporal's own, as docs/reference/observability.md says below its table. */
const TEMPORALS = ['namespace', 'taskQueue', 'workflowType', 'activityType', 'le'];

/** Labels by name of metric, of all that is ours in a scrape. */
export function metricsIn(scrape: string): Map<string, string[]> {
  const families = [...scrape.matchAll(/^# TYPE (ecticket_\w+) \w+$/gm)].map(([, name = '']) => name);
  return new Map(
    families.map((name) => {
      const lines = scrape.split('\n').filter((line) => new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(line));
      const labels = lines.flatMap((line) => [...line.matchAll(/(\w+)="/g)].map(([, label = '']) => label));
      return [name, [...new Set(labels)].filter((label) => !TEMPORALS.includes(label)).sort()];
    }),
  );
}

/** The value of the sample with these labels, whatever others it has. */
export function sample(scrape: string, name: string, labels: Record<string, string>): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = scrape.split('\n').find((each) => each.startsWith(`${name}{`) && wanted.every((w) => each.includes(w)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

/** The same of the table in docs/reference/observability.md. */
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
