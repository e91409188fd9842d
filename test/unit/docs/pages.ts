/** The project's Markdown pages, as the tests of the documentation read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every page that users read, README first. The decisions are for contributors. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.startsWith('decisions'))
    .map((path) => join('docs', path))
    .sort(),
];

export function readPage(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A page without its code blocks, in which no link and no heading is meant. */
function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
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
