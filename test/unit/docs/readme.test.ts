/** What the documents say of names, settings and delays, against what the code has. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ORDER_STATUSES } from '../../../client/orders/order-status.js';
import { createSandbox } from '../../../sandbox/index.js';
import { SETTING_NAMES } from '../../../settings/index.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';

const readme = readFileSync('README.md', 'utf8');
const story = readFileSync('docs/explanation/order-lifecycle.md', 'utf8');

/** The first cells of every table row whose first cell matches, unquoted. */
function firstCells(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, cell = '']) => cell).filter((cell) => pattern.test(cell));
}

describe('the README', () => {
  test('tells of every setting, and of no other', () => {
    expect(firstCells(readme, /^ECTICKET_/).sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('tells of every status, and of no other', () => {
    expect(firstCells(readme, /^[a-z][A-Za-z]+$/).sort()).toEqual([...ORDER_STATUSES].sort());
  });

  test('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  test('names controls that the sandbox has', () => {
    const { app } = createSandbox();
    const named = [...readme.matchAll(/`(GET|POST|DELETE)[^`]*? (\/_sandbox\/[a-zA-Z/:]+)/g)];
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter(([, method, url]) => !app.hasRoute({ method: method as 'GET', url: url ?? '' }));
    expect(missing.map(([words]) => words)).toEqual([]);
  });

  test.each(['README.md', 'docs/explanation/order-lifecycle.md', 'docs/reference/observability.md'])(
    '%s links to files that are there',
    (file) => {
      const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(
        ([, link = '']) => link,
      );
      expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
    },
  );
});

test("the order's story gives every delay with its default", () => {
  const units = { seconds: 1000, minute: 60_000, minutes: 60_000, hour: 3_600_000, day: 86_400_000, days: 86_400_000 };
  const told = [...story.matchAll(/^\| `(\w+)` +\| (\d+) (\w+) +\|/gm)].map(([, name, amount, unit]) => [
    name,
    Number(amount) * units[unit as keyof typeof units],
  ]);
  expect(Object.fromEntries(told)).toEqual(DEFAULT_TIMING);
});
