/** The plots of docs/explanation/performance.md. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { drawPlot } from '../../../bench/plots/line-plot.js';
import { plotsOf } from '../../../bench/plots/plots.js';

const IMAGES = new URL('../../../docs/images/', import.meta.url);

test('the committed plots are those of the committed figures', async () => {
  const figures = JSON.parse(await readFile(new URL('open-orders.json', IMAGES), 'utf8')) as unknown;
  const plots = Object.entries(plotsOf(figures));
  expect(plots.map(([name]) => name)).toEqual(['open-orders-rate.svg', 'open-orders-memory.svg']);
  for (const [name, svg] of plots) expect(await readFile(new URL(name, IMAGES), 'utf8')).toBe(svg);
});

test('a plot has a dot for each point, on axes that start at 0 and end at a round number', () => {
  const points = [
    [500, 30],
    [1000, 42],
  ] as const;
  const svg = drawPlot({ title: 'a < b', x: 'orders', y: 'MiB', series: [{ name: 'memory', points }] });
  // The axes end at 1,000 and 50: the second point is at the right end, and at 42/50 of the height.
  expect([...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)])).toEqual([
    [380, 163.2],
    [696, 103.7],
  ]);
  expect([...svg.matchAll(/>([\d,]+)<\/text>/g)].map(([, tick]) => tick)).toEqual(
    expect.arrayContaining(['0', '50', '1,000']),
  );
  expect(svg).toContain('<title>a &lt; b</title>');
});

test('figures of another run are refused', () => {
  expect(() => plotsOf({ history: {} })).toThrow('openOrders');
});
