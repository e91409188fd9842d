/** Where a file of the repository is on the site, and what a page's link to it becomes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The repository's address on the forge, from package.json. */
export const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
/** The path of the site at its host. GitHub Pages serves a repository under its name. */
export const base = `/${repository.split('/').at(-1)}/`;
/** The state of the repository that the site describes. A workflow sets GITHUB_SHA. */
export const revision = process.env.GITHUB_SHA || 'HEAD';
/** Where the pages of the API are generated, from the root of the repository. */
export const API_PAGES = 'site/api';
/** Files that are no pages, as VitePress excludes them. */
export const NO_PAGES = ['!(docs|site|README.md|README.zh-TW.md)/**', 'site/!(api)/**'];

/**
 * Returns the entry points that package.json exports, the main one first.
 *
 * @returns {{ name: string, title: string, source: string }[]} the name is that of its report in `api/`
 */
export function entryPoints() {
  return Object.entries(manifest.exports)
    .filter(([, path]) => path.endsWith('.js'))
    .map(([entry, path]) => ({
      name: entry === '.' ? 'main' : entry.slice(2),
      title: join(manifest.name, entry),
      source: path.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'),
    }));
}

/**
 * The place of each file on the site, first match first. The page of an entry point takes the place of its report in
 * `api/`, so that one link leads to the report on the forge and to the page on the site.
 */
const PLACES = [
  [/^README\.md$/, 'index.md'],
  [/^README\.zh-TW\.md$/, 'zh-TW/index.md'],
  [/^docs\/README\.md$/, 'docs/index.md'],
  [/^docs\/zh-TW\/README\.md$/, 'zh-TW/docs/index.md'],
  [/^docs\/(.+\/)README\.md$/, '$1index.md'],
  [/^docs\/(.+\.md)$/, '$1'],
  [/^api$/, 'api/index.md'],
  [/^api\/(.+)\.api\.md$/, 'api/$1.md'],
  [/^site\/(api\/.+\.md)$/, '$1'],
];

/**
 * Returns where a page is on the site.
 *
 * @param {string} file from the root of the repository, such as `docs/how-to/events.md`
 * @returns {string | undefined} such as `how-to/events.md`; undefined if the file is no page
 */
export function placeOf(file) {
  const place = PLACES.find(([pattern]) => pattern.test(file));
  return place && file.replace(...place);
}

/**
 * Returns the address of a link in a page: of another page on the site, or of a file on the forge.
 *
 * @param {string} href as written, such as `../reference/settings.md#secrets`
 * @param {string} page the file with the link, from the root of the repository
 * @throws Error if the file does not exist
 */
export function hrefOf(href, page) {
  if (/^(#|\/|[a-z]+:)/i.test(href)) return href;
  const [, path, anchor] = /^([^#]*)(#.*)?$/.exec(href);
  const target = join(dirname(page), decodeURI(path)).replace(/\/$/, '');
  const readme = `${target}/README.md`;
  const place = placeOf(existsSync(join(root, readme)) ? readme : target);
  if (place) return `/${place.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}${anchor ?? ''}`;
  const file = join(root, target);
  if (!existsSync(file)) throw new Error(`${page} links to ${href}, and ${target} does not exist.`);
  return `${repository}/${statSync(file).isDirectory() ? 'tree' : 'blob'}/${revision}/${target}${anchor ?? ''}`;
}

/** A plugin of markdown-it: replaces the links of a page. */
export function replaceLinks(markdown) {
  markdown.core.ruler.push('links', ({ tokens, env }) => {
    const page = relative(root, env.realPath ?? env.path);
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'link_open') token.attrSet('href', hrefOf(token.attrGet('href'), page));
    }
  });
}
