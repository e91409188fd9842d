/**
 * `node scripts/release-notes.mjs <version>`: prints the section of CHANGELOG.md about this version. Fails if the
 * changelog has none, if package.json has another version, or if a changeset is in no version.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pendingChangesets } from './changesets/pending.mjs';

const root = new URL('../', import.meta.url);
const [wanted = ''] = process.argv.slice(2);
const read = (file) => readFile(fileURLToPath(new URL(file, root)), 'utf8');

const { version } = JSON.parse(await read('package.json'));
const section = (await read('CHANGELOG.md'))
  .split(/^## /m)
  .slice(1)
  .find((text) => new RegExp(`^\\[?${wanted.replaceAll('.', '\\.')}\\]?\\b`).test(text));
const pending = await pendingChangesets();
const fix = 'Make the version with: npm run release:version';
const mistakes = [
  ...(version === wanted ? [] : [`package.json has version ${version}, not ${wanted || '(none given)'}.`]),
  ...(section ? [] : [`CHANGELOG.md has no section "## ${wanted}". ${fix}`]),
  ...(pending.length === 0 ? [] : [`No version has these changesets: ${pending.join(', ')}. ${fix}`]),
];
if (mistakes.length === 0) {
  console.log(section.split('\n').slice(1).join('\n').trim());
} else {
  console.error(mistakes.join('\n'));
  process.exitCode = 1;
}
