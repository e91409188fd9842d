/** What the pages say of names, settings, delays and files, against what the code has. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ORDER_STATUSES } from '../../../client/order-status.js';
import { createSandbox } from '../../../sandbox/index.js';
import { SETTING_NAMES } from '../../../settings/index.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { merchantEventSchema } from '../../../events/merchant-event-schema.js';
import { RISK_NAMES } from '../../../settings/risks.js';
import { anchorsOf, isChinese, linksOf, PAGES, readPage } from './pages.js';

const settings = readPage('docs/reference/settings.md');
const lifecycle = readPage('docs/explanation/order-lifecycle.md');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };

/** What zod keeps of a union by `type`. */
interface EventUnion {
  readonly options: readonly { readonly shape: { readonly type: { readonly value: string } } }[];
}

/** The section under a heading of the second level. */
function section(text: string, heading: string): string {
  return text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
}

/** The first cell of every table row that begins with a name, unquoted. */
function firstCells(text: string, pattern = /./): string[] {
  return [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, cell = '']) => cell).filter((cell) => pattern.test(cell));
}

describe('every page', () => {
  test.each(PAGES)('%s links to files and headings that exist', (page) => {
    const broken = linksOf(page).filter(({ path, anchor }) => {
      if (!existsSync(path)) return true;
      return anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor);
    });
    expect(broken.map(({ target }) => target)).toEqual([]);
  });

  test.each(PAGES)('%s names npm scripts that exist', (page) => {
    const named = [...readPage(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  test.each(['CONTRIBUTING.md', 'docs/explanation/architecture.md'])('%s names files that exist', (page) => {
    const named = [...readPage(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.md)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(5);
    const isElsewhere = (path: string) => path.startsWith('developers.') || path === 'errors/';
    const roots = ['', 'workflows/', 'client/'];
    const missing = named.filter((path) => !isElsewhere(path) && !roots.some((root) => existsSync(root + path)));
    expect(missing).toEqual([]);
  });

  test('the module tree of docs/explanation/architecture.md is that of the repository', () => {
    const [, tree = ''] = /^## Modules\n\n```\n(.*?)^```$/ms.exec(readPage('docs/explanation/architecture.md')) ?? [];
    let parent = '';
    for (const [, indent = '', name = ''] of tree.matchAll(/^( *)([\w.-]+\/?) /gm)) {
      const path = indent === '' ? name : parent + name;
      if (indent === '') parent = name;
      expect({ path, exists: existsSync(path) }).toEqual({ path, exists: true });
    }
  });

  test('in docs/ is in the index', () => {
    const indexed = linksOf('docs/README.md').map(({ path }) => path);
    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !isChinese(page));
    expect(indexed).toEqual(expect.arrayContaining(pages));
  });
});

describe('the README', () => {
  test('fits on a page', () => {
    expect(readPage('README.md').split('\n').length).toBeLessThan(180);
  });

  test('names its limits before it says how to install', () => {
    const headings = [...readPage('README.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.indexOf('Limits')).toBeGreaterThanOrEqual(0);
    expect(headings.indexOf('Limits')).toBeLessThan(headings.indexOf('Install'));
  });
});

describe('docs/reference/settings.md', () => {
  test('lists every setting, and no other', () => {
    expect(firstCells(settings, /^ECTICKET_/).sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('lists every risk that can be accepted, and no other', () => {
    expect(firstCells(section(settings, 'Accepted risks')).sort()).toEqual([...RISK_NAMES].sort());
  });
});

describe('docs/explanation/order-lifecycle.md', () => {
  test('lists every status, and no other', () => {
    const introduction = lifecycle.split('\n## ')[0] ?? '';
    expect(firstCells(introduction).sort()).toEqual([...ORDER_STATUSES].sort());
  });

  test('lists every event, and no other', () => {
    const rows = section(lifecycle, 'Events').matchAll(/^\| (`[^|]+`) +\|/gm);
    const listed = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const { options } = merchantEventSchema as unknown as EventUnion;
    expect(listed.sort()).toEqual(options.map(({ shape }) => shape.type.value).sort());
  });

  test('lists every timing with its default', () => {
    const units = {
      seconds: 1000,
      minute: 60_000,
      minutes: 60_000,
      hour: 3_600_000,
      day: 86_400_000,
      days: 86_400_000,
    };
    const rows = section(lifecycle, 'Timing').matchAll(/^\| `(\w+)` +\| (\d+) (\w+) +\|/gm);
    const listed = [...rows].map(([, name, amount, unit]) => [
      name,
      Number(amount) * units[unit as keyof typeof units],
    ]);
    expect(Object.fromEntries(listed)).toEqual(DEFAULT_TIMING);
  });
});

test('docs/reference/sandbox.md names controls that the sandbox has', () => {
  const { app } = createSandbox();
  const named = [
    ...readPage('docs/reference/sandbox.md').matchAll(/`(GET|POST|DELETE)[^`]*? (\/_sandbox\/[a-zA-Z/:]+)/g),
  ];
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(([, method, url]) => !app.hasRoute({ method: method as 'GET', url: url ?? '' }));
  expect(missing.map(([text]) => text)).toEqual([]);
});

describe('docs/reference/failures.md', () => {
  const rows = [
    ...readPage('docs/reference/failures.md').matchAll(/^\| (?!-|failure)([^|]+?) +\|.*\| (`[^|]+`) +\|$/gm),
  ];

  test('has a row per failure', () => {
    expect(rows.length).toBeGreaterThanOrEqual(14);
  });

  test.each(rows.map(([, failure = '', tests = '']) => [failure, tests]))(
    'names an existing test for: %s',
    (_, tests) => {
      const paths = [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
      expect(paths.length).toBeGreaterThan(0);
      expect(paths.filter((path) => !existsSync(path) && !existsSync(`${path}.test.ts`))).toEqual([]);
    },
  );
});
