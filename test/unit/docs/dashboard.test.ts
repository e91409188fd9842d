/** The Grafana dashboard: its form, and that it queries metrics and labels that the code exports. */
import { describe, expect, test } from '@jest/globals';
import { metricsInDocs } from '../../integration/telemetry/scraped.js';
import { allQueries, dashboard } from '../../support/metrics-in-use.js';
import { metricsOf, resultLabels } from '../../support/promql.js';

/** Labels that Temporal's runtime, Prometheus and histograms add to this package's metrics. */
const ADDED_LABELS = ['namespace', 'instance', 'le'];

const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const documented = metricsInDocs();

/** The name of a metric without the suffix of a histogram's series. */
function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

describe('the alert rules and the dashboard', () => {
  test.each(allQueries())('query what the code exports: %s', (query) => {
    const used = metricsOf(query);
    expect(used.length).toBeGreaterThan(0);
    for (const { name, labels } of used.filter(({ name }) => name.startsWith('ecticket_'))) {
      const exported = documented.get(familyOf(name));
      expect({ name, documented: exported !== undefined }).toEqual({ name, documented: true });
      expect([...(exported ?? []), ...ADDED_LABELS]).toEqual(expect.arrayContaining([...labels]));
    }
    // test/integration/telemetry compares these with what a worker exports.
    const others = used.filter(({ name }) => !name.startsWith('ecticket_'));
    expect(others.filter(({ name }) => !name.startsWith('temporal_'))).toEqual([]);
  });
});

describe('the dashboard', () => {
  test('shows every metric of this package', () => {
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsOf(expr)));
    const names = new Set(shown.map(({ name }) => familyOf(name)));
    expect([...documented.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test('selects its data source by a variable', () => {
    const [first] = dashboard.templating.list;
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const used = panels.flatMap(({ datasource, targets = [] }) => [
      datasource,
      ...targets.map((each) => each.datasource),
    ]);
    for (const each of used) expect(each).toEqual({ type: 'prometheus', uid: '${datasource}' });
  });

  test.each(panels.map((panel) => [panel.title, panel] as const))(
    '%s says what it shows, in a unit, with legends that its series have',
    (_title, { description = '', fieldConfig, targets = [] }) => {
      expect(description).toMatch(/\.|ecticket \w+/);
      expect(fieldConfig?.defaults.unit).toMatch(/^(s|short|cps|reqps)$/);
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr, legendFormat } of targets) {
        const legends = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        expect(resultLabels(expr)).toEqual(expect.arrayContaining(legends));
        // Seconds in the name, seconds on the axis.
        if (/histogram_quantile\([^)]*_seconds_bucket/.test(expr)) expect(fieldConfig?.defaults.unit).toBe('s');
      }
    },
  );

  test('has panels that do not overlap, in the 24 columns of Grafana', () => {
    const cells = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${x},${y}`)).toBe(false);
          cells.add(`${x},${y}`);
        }
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has no id of one installation, so that Grafana can load it from a file', () => {
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('__inputs');
    expect(dashboard.uid).toBe('temporal-ecticket');
  });
});
