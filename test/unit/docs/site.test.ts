/** The documentation site: what the links of pages become, and which links of a built site are dead. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

interface Pages {
  readonly hrefOf: (href: string, page: string) => string;
  readonly entryPoints: () => { readonly name: string; readonly source: string }[];
}
interface LinkCheck {
  readonly findDeadLinks: (directory: string, base: string) => Promise<string[]>;
}
interface Navigation {
  readonly sidebarOf: (
    index: string,
  ) => { readonly text: string; readonly items: readonly { readonly link: string }[] }[];
}

const load = async (file: string): Promise<unknown> => await import(pathToFileURL(join('site', file)).href);
const { hrefOf, entryPoints } = (await load('pages.mjs')) as Pages;
const { findDeadLinks } = (await load('link-check.mjs')) as LinkCheck;
const { sidebarOf } = (await load('navigation.mjs')) as Navigation;

describe('a link of a page', () => {
  const forge = 'https://github.com/temporal-ecticket/temporal-ecticket';
  test.each([
    ['docs/how-to/events.md', '../reference/settings.md#secrets', '/reference/settings#secrets'],
    ['README.md', 'docs/how-to/callbacks.md', '/how-to/callbacks'],
    ['README.md', 'README.zh-TW.md', '/zh-TW/'],
    ['docs/zh-TW/README.md', '../README.md', '/docs/'],
    ['docs/README.md', 'decisions/', '/decisions/'],
    ['docs/README.md', '../api/', '/api/'],
    ['docs/README.md', '../api/codec-server.api.md', '/api/codec-server'],
    ['docs/README.md', '../CONTRIBUTING.md', `${forge}/blob/HEAD/CONTRIBUTING.md`],
    ['docs/explanation/performance.md', '../../bench/', `${forge}/tree/HEAD/bench`],
    ['docs/how-to/runbooks.md', '../alerts/ecticket.rules.yml', `${forge}/blob/HEAD/docs/alerts/ecticket.rules.yml`],
    ['README.md', '#limits', '#limits'],
    ['README.md', 'https://temporal.io', 'https://temporal.io'],
  ])('in %s to %s becomes %s', (page, href, expected) => {
    expect(hrefOf(href, page).replace(/(blob|tree)\/[0-9a-f]{40}/, '$1/HEAD')).toBe(expected);
  });

  test('to a file that does not exist names the page, the link and the file', () => {
    expect(() => hrefOf('../nothing.ts', 'docs/README.md')).toThrow(
      'docs/README.md links to ../nothing.ts, and nothing.ts does not exist.',
    );
  });
});

test('every entry point of package.json has a source file and the name of its report in api/', () => {
  expect(entryPoints()).toContainEqual(expect.objectContaining({ name: 'main', source: 'index.ts' }));
  expect(entryPoints()).toContainEqual(expect.objectContaining({ name: 'worker', source: 'workers/index.ts' }));
});

test.each([
  ['docs/README.md', ['Tutorial', 'How-to guides', 'Reference', 'Explanation', 'Decisions']],
  ['docs/zh-TW/README.md', ['教學', '操作指南', '參考文件', '說明', '決策']],
])('the sidebar of %s has its groups, and the API once', (index, groups) => {
  const sidebar = sidebarOf(index);
  expect(sidebar.map(({ text }) => text)).toEqual(groups);
  expect(sidebar.flatMap(({ items }) => items).filter(({ link }) => link === '/api/')).toHaveLength(1);
});

describe('the check of the built site', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ecticket-site-'));
    const files = {
      'index.html': `
        <a href="/name/a/page">page</a> <a href="/name/a/page#here">anchor</a> <a href="./a/page#%E4%BB%98">encoded</a>
        <a href="/name/a/page#gone">dead anchor</a> <a href="/name/gone">dead page</a> <a href="/a/page">no base</a>
        <a href="https://example.com/#x">elsewhere</a> <a href="mailto:a@example.com">mail</a> <img src="/name/gone.png">`,
      'a/page.html': '<h1 id="here">A</h1> <a href="#付">own</a> <a href="#nowhere">dead</a> <h2 id="付">B</h2>',
    };
    for (const [file, html] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), html);
    }
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('reports dead pages, anchors and files, and nothing else', async () => {
    expect(await findDeadLinks(directory, '/name/')).toEqual(
      expect.arrayContaining([
        'index.html: /name/a/page#gone',
        'index.html: /name/gone',
        'index.html: /a/page',
        'index.html: /name/gone.png',
        'a/page.html: #nowhere',
      ]),
    );
    expect(await findDeadLinks(directory, '/name/')).toHaveLength(5);
  });
});
