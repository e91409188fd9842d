/** The sidebars, from the lists of pages that readers on the forge use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { entryPoints, hrefOf, root } from './pages.mjs';

const API = '/api/';
const DECISIONS = '/decisions/';

/**
 * Returns the sidebar of a language: the groups of its index, the entry points below the API, and the decisions as a
 * group of their own.
 *
 * @param {string} index the page that lists the others, from the root of the repository
 */
export function sidebarOf(index) {
  const groups = groupsOf(index);
  const links = groups.flatMap(({ items }) => items);
  Object.assign(linkTo(API, links, index), { collapsed: true, items: apiPages() });
  const decisions = linkTo(DECISIONS, links, index);
  return [
    ...groups.map((group) => ({ ...group, items: group.items.filter((item) => item !== decisions) })),
    { ...decisions, collapsed: true, items: decisionPages() },
  ];
}

function linkTo(link, links, index) {
  const found = links.find((item) => item.link === link);
  if (found === undefined) throw new Error(`${index} has no item for ${link}. Add it to a list of the page.`);
  return found;
}

/** The groups of an index: a heading of the second level, and the links of the list below it. */
function groupsOf(index) {
  const [, ...sections] = readFileSync(join(root, index), 'utf8').split(/^## /m);
  return sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    collapsed: false,
    items: linksOf(section).map(({ text, href }) => ({ text, link: hrefOf(href, index) })),
  }));
}

function apiPages() {
  return entryPoints().map(({ name, title }) => ({ text: title, link: API + name }));
}

/** The decisions, with their titles: their index has the numbers only. */
function decisionPages() {
  const folder = `docs${DECISIONS}`;
  return groupsOf(`${folder}README.md`).map((group) => ({
    text: group.text,
    items: group.items.map(({ text, link }) => {
      const page = readFileSync(join(root, 'docs', `${link}.md`), 'utf8');
      return { text: `${Number(text)}. ${/^# (.+)$/m.exec(page)[1]}`, link };
    }),
  }));
}

/** The links with which the items of a list begin. */
function linksOf(section) {
  return [...section.matchAll(/^- \[(.+?)\]\((.+?)\)/gm)].map(([, text, href]) => ({ text, href }));
}
