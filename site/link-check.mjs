/** Finds the links of the built site that lead nowhere: to a page, a file or an anchor that does not exist. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Parser } from 'htmlparser2';

/** The host of the site, which has no name yet. */
const HOST = 'http://site.invalid';

/**
 * @param {string} directory the built site, with clean addresses: `a.html` is served as `a`
 * @param {string} base the path of the site at its host, such as `/name/`
 * @returns {Promise<string[]>} each as `page: link`
 */
export async function findDeadLinks(directory, base) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)));
  /** The anchors and links of each page, and undefined for each file that is no page. */
  const contents = new Map();
  for (const file of files) {
    const isPage = file.endsWith('.html');
    contents.set(HOST + base + file, isPage ? contentOf(await readFile(join(directory, file), 'utf8')) : undefined);
  }

  const isAlive = (href, page) => {
    const { origin, pathname, hash } = new URL(href, page);
    if (origin !== HOST) return true;
    const path = HOST + decodeURI(pathname);
    const target = [path, `${path}.html`, `${path}index.html`].find((address) => contents.has(address));
    if (target === undefined) return false;
    return hash === '' || contents.get(target)?.anchors.has(decodeURIComponent(hash.slice(1))) === true;
  };
  return [...contents].flatMap(([page, { links } = { links: [] }]) =>
    [...links]
      .filter((href) => !isAlive(href, page))
      .map((href) => `${page.slice(HOST.length + base.length)}: ${href}`),
  );
}

/** Returns what a page can be linked by, and what it links to. */
function contentOf(html) {
  const anchors = new Set();
  const links = new Set();
  const parser = new Parser({
    onopentag(_name, { id, href, src }) {
      if (id) anchors.add(id);
      if (href) links.add(href);
      if (src) links.add(src);
    },
  });
  parser.end(html);
  return { anchors, links };
}
