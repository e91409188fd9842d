/** Reads PromQL with Prometheus' own grammar: syntax errors, and which labels a query uses of which metric. */
import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

export interface UsedMetric {
  readonly name: string;
  /** The labels that the query selects by, and those by which it groups what it has selected. */
  readonly labels: readonly string[];
}

/** What Grafana replaces before it sends a query. */
const GRAFANA_VARIABLES = { $__rate_interval: '5m' };

/**
 * Returns the metrics of a query.
 * @throws {Error} with the place of a syntax error
 */
export function metricsOf(query: string): UsedMetric[] {
  const text = Object.entries(GRAFANA_VARIABLES).reduce((rest, [name, value]) => rest.replaceAll(name, value), query);
  const found: UsedMetric[] = [];
  const visit = (node: Node, grouping: readonly string[]): void => {
    if (node.type.isError) throw new Error(`syntax error at character ${node.from} of: ${query}`);
    const groups = node.name === 'AggregateExpr' ? [...grouping, ...groupingLabels(node)] : grouping;
    if (node.name === 'VectorSelector') {
      const name = textOf(node.getChild('Identifier'));
      const selected = all(node, 'LabelName').map(textOf);
      found.push({ name, labels: [...new Set([...selected, ...groups])].sort() });
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child, groups);
  };
  const textOf = (node: Node | null): string => (node === null ? '' : text.slice(node.from, node.to));
  const groupingLabels = (node: Node): string[] =>
    node.getChildren('AggregateModifier').flatMap((modifier) => all(modifier, 'LabelName').map(textOf));
  visit(parser.parse(text).topNode, []);
  return found;
}

/** The labels by which the outermost aggregation of a query groups: those that its series have. */
export function resultLabels(query: string): string[] {
  const grouped = /\bby \(([^)]*)\)/.exec(query)?.[1] ?? '';
  return grouped.split(',').map((label) => label.trim());
}

function all(node: Node, name: string): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children.flatMap((child) => (child.name === name ? [child] : all(child, name)));
}
