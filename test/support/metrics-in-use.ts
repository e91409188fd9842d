/** Which metrics the alert rules and the dashboard query. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { metricsOf, type UsedMetric } from './promql.js';

export const RULES_FILE = 'docs/alerts/ecticket.rules.yml';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat: string;
    readonly datasource: DataSource;
  }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

interface DataSource {
  readonly type: string;
  readonly uid: string;
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

export const rules = (parse(readFileSync(RULES_FILE, 'utf8')) as RuleFile).groups.flatMap((group) => group.rules);

export const dashboard = JSON.parse(readFileSync('docs/dashboards/ecticket.json', 'utf8')) as Dashboard;

/** Every query of the alert rules and of the dashboard. */
export function allQueries(): string[] {
  const variables = dashboard.templating.list.flatMap(({ definition }) => definition ?? []);
  return [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    // `label_values(metric, label)` is Grafana's.
    ...variables.map((text) => text.replace(/^label_values\((\w+), (\w+)\)$/, 'count by ($2) ($1)')),
  ];
}

/** The metrics of Temporal's SDK that these queries use, without the label that Prometheus adds. */
export function sdkMetricsInUse(): UsedMetric[] {
  return allQueries()
    .flatMap(metricsOf)
    .filter(({ name }) => name.startsWith('temporal_'))
    .map(({ name, labels }) => ({ name, labels: labels.filter((label) => label !== 'instance') }));
}
