/**
 * `node scripts/release-notes.mjs <version>`: prints the section of CHANGELOG.md about this version. Fails if the
 * changelog has none, or if package.json has another version.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const [wanted = ''] = process.argv.slice(2);
const read = (file) => readFile(fileURLToPath(new URL(file, root)), 'utf8');

const { version } = JSON.parse(await read('package.json'));
const section = (await read('CHANGELOG.md'))
  .split(/^## /m)
  .slice(1)
  .find((text) => new RegExp(`^\\[?${wanted.replaceAll('.', '\\.')}\\]?\\b`).test(text));
const mistakes = [
  ...(version === wanted ? [] : [`package.json has version ${version}, not ${wanted || '(none given)'}.`]),
  ...(section ? [] : [`CHANGELOG.md has no section "## ${wanted}". Rename "## Unreleased" and add the date.`]),
];
if (mistakes.length === 0) {
  console.log(section.split('\n').slice(1).join('\n').trim());
} else {
  console.error(mistakes.join('\n'));
  process.exitCode = 1;
}
