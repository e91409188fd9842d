/** The pages in Traditional Chinese: each page that has to be there has a twin of the same shape. */
import { existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isChinese, linksOf, PAGES, readPage, TRANSLATED_PAGES, twinOf, withoutCode } from './pages.js';

/** What both pages of a pair must have, each as readable lines. */
const PARTS: Readonly<Record<string, (text: string) => string[]>> = {
  'headings by level': (text) => [...withoutCode(text).matchAll(/^(#{1,6}) /gm)].map(([, level = '']) => level),
  'code blocks without comments': (text) =>
    [...text.matchAll(/^( *)(```.*?)^\1```$/gms)].flatMap(([, , block = '']) => codeLines(block)),
  'rows per table': (text) =>
    [...withoutCode(text).matchAll(/(?:^ *\|.*\n)+/gm)].map(([table]) => `${table.trim().split('\n').length} rows`),
  'code in the text': (text) =>
    [...new Set([...withoutCode(text).matchAll(/`[^`\n]+`/g)].map(([code]) => code))].sort(),
};

/** A comment is a line that begins with it, or follows code and two or more spaces or a semicolon. */
function codeLines(block: string): string[] {
  const withoutComments = block
    .replace(/^\s*(\/\/|#|\/\*\*?|\*).*$/gm, '')
    .replace(/(?<=[;,\w"')])\s+(\/\/|#) .*$/gm, '');
  return withoutComments
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

describe.each(TRANSLATED_PAGES)('%s', (page) => {
  const twin = twinOf(page);

  test(`has the twin ${twin}, and they link to each other`, () => {
    expect({ twin, exists: existsSync(twin) }).toEqual({ twin, exists: true });
    for (const [from, to] of [
      [page, twin],
      [twin, page],
    ] as const) {
      const link = `[${isChinese(to) ? '繁體中文' : 'English'}](${relative(dirname(from), to)})`;
      expect({ page: from, thirdLine: readPage(from).split('\n')[2] }).toEqual({ page: from, thirdLine: link });
    }
  });

  test.each(Object.entries(PARTS))(`and ${twin} have the same %s`, (part, partsOf) => {
    const [english, chinese] = [partsOf(readPage(page)), partsOf(readPage(twin))];
    expect({ page: twin, [part]: chinese }).toEqual({ page: twin, [part]: english });
  });
});

describe('the pages in Traditional Chinese', () => {
  const chinesePages = PAGES.filter(isChinese);

  test('are twins of pages that exist', () => {
    expect(chinesePages.filter((page) => !TRANSLATED_PAGES.map(twinOf).includes(page))).toEqual([]);
  });

  test.each(chinesePages)('%s links to twins where they exist', (page) => {
    const english = linksOf(page).filter(({ path }) => TRANSLATED_PAGES.includes(path) && twinOf(path) !== page);
    expect(english.map(({ target }) => target)).toEqual([]);
  });
});
