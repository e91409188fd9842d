/**
 * `npm run release:version`: turns the changesets of .changeset/ into the next version and its section of CHANGELOG.md,
 * and writes the version wherever else it stands. docs/reference/versioning.md has the next steps.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pendingChangesets } from './changesets/pending.mjs';
import { collect } from './setup/subprocess.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const CHANGESET = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');

/** The files that name the version of the package or of its image, besides what npm and Changesets write. */
const FILES_WITH_VERSION = [
  'README.md',
  'README.zh-TW.md',
  'docker-compose.yml',
  'docs/how-to/kubernetes.md',
  'docs/zh-TW/how-to/kubernetes.md',
  'kubernetes/production/kustomization.yaml',
  'kubernetes/versioned-worker/kustomization.yaml',
];

try {
  await release();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function release() {
  if ((await pendingChangesets()).length === 0) {
    throw new Error('.changeset/ has no changeset, so there is nothing to release. Add one with: npm run changeset');
  }
  const before = await version();
  // Before anything is written: an edited file may name the version in another way.
  const mentions = await Promise.all(FILES_WITH_VERSION.map((file) => readMentions(file, before)));
  const { ok, output } = await collect(process.execPath, [CHANGESET, 'version'], { cwd: root });
  if (!ok) throw new Error(output.trim());
  const after = await version();
  if (after === before) {
    throw new Error(`Every changeset is empty: the version is still ${before}. Nothing needs a release.`);
  }
  await updateLockfile(after);
  for (const { file, parts } of mentions) await writeFile(join(root, file), parts.join(after));
  console.log(`Version ${after}: correct its section of CHANGELOG.md if necessary, then run: npm run histories`);
}

async function version() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;
}

async function updateLockfile(after) {
  const file = join(root, 'package-lock.json');
  const lockfile = JSON.parse(await readFile(file, 'utf8'));
  lockfile.version = after;
  lockfile.packages[''].version = after;
  await writeFile(file, `${JSON.stringify(lockfile, null, 2)}\n`);
}

/** Returns the text of a file, split where it names the version of the package or of its image. */
async function readMentions(file, before) {
  const named = String.raw`(?<=temporal-ecticket[:-]|newTag: |kubernetes\.io/version: )`;
  const mention = new RegExp(`${named}${before.replaceAll('.', '\\.')}(?=\\.tgz|[\\s}])`);
  const parts = (await readFile(join(root, file), 'utf8')).split(mention);
  if (parts.length === 1) throw new Error(`${file} does not name version ${before}. Correct it by hand first.`);
  return { file, parts };
}
