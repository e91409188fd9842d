/** The project's Markdown pages, as the tests of the documentation read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every page that users read, README first. The decisions are for contributors. */
export const PAGES: readonly string[] = [
  'README.md',
  'README.zh-TW.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.startsWith('decisions'))
    .map((path) => join('docs', path))
    .sort(),
];

/** Where the pages in Traditional Chinese are, except the README. */
const CHINESE_PAGES = 'docs/zh-TW/';

/** Whether a page is in Traditional Chinese. Its code blocks are those of the English page. */
export function isChinese(page: string): boolean {
  return page === 'README.zh-TW.md' || page.startsWith(CHINESE_PAGES);
}

/** Every page that must have a twin in Traditional Chinese: README, index, tutorial, how-to guides and glossary. */
export const TRANSLATED_PAGES: readonly string[] = PAGES.filter((page) =>
  /^(README\.md|docs\/(README\.md|(tutorial|how-to)\/.*|reference\/glossary\.md))$/.test(page),
);

/** The twin of an English page in Traditional Chinese. */
export function twinOf(page: string): string {
  if (page === 'README.md') return 'README.zh-TW.md';
  return page.replace(/^docs\/(reference\/)?/, CHINESE_PAGES);
}

export function readPage(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A page without its code blocks, in which no link and no heading is meant. */
export function withoutCode(text: string): string {
  return text.replace(/^( *)```.*?^\1```$/gms, '');
}

export interface Link {
  /** As written, such as `../README.md#limits`. */
  readonly target: string;
  /** Relative to the clone. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The page's links to files of this repository and to its own headings. */
export function linksOf(page: string): Link[] {
  const targets = [...withoutCode(readPage(page)).matchAll(/\]\(\s*(?!https?:)([^)\s]+)\s*\)/g)];
  return targets.map(([, target = '']) => {
    const [file = '', anchor] = target.split('#');
    return { target, path: file === '' ? page : join(dirname(page), file), anchor };
  });
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(page: string): string[] {
  const headings = [...withoutCode(readPage(page)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
}
