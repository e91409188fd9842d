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
  'docs/how-to/upgrade.md',
  'docs/zh-TW/how-to/kubernetes.md',
  'docs/zh-TW/how-to/upgrade.md',
  'kubernetes/production/kustomization.yaml',
  'kubernetes/versioned-worker/kustomization.yaml',
];

/** What stands before a version of the package: in a file's name, an image, a label, a build id, a directory. */
const BEFORE_VERSION = [
  ...['temporal-ecticket[:-]', 'newTag: ', String.raw`kubernetes\.io/version(?:: |=)`, 'nameSuffix: -', 'worker-'],
  ...['build-id ', 'BUILD_ID=', "buildId: '", 'tickets:'],
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
  const files = await Promise.all(FILES_WITH_VERSION.map((file) => readNaming(file, before)));
  const { ok, output } = await collect(process.execPath, [CHANGESET, 'version'], { cwd: root });
  if (!ok) throw new Error(output.trim());
  const after = await version();
  if (after === before) {
    throw new Error(`Every changeset is empty: the version is still ${before}. Nothing needs a release.`);
  }
  await updateLockfile(after);
  for (const { file, text } of files) await writeFile(join(root, file), renamed(text, before, after));
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

/** Returns a file that names the version. */
async function readNaming(file, before) {
  const text = await readFile(join(root, file), 'utf8');
  if (![...text.matchAll(mentionOf(before))].some(([found]) => found === before)) {
    throw new Error(`${file} does not name version ${before}. Correct it by hand first.`);
  }
  return { file, text };
}

function renamed(text, before, after) {
  const names = namesOf(after);
  return text.replaceAll(mentionOf(before), (found) => names[namesOf(before).indexOf(found)]);
}

function mentionOf(version) {
  const names = namesOf(version).map((name) => name.replaceAll('.', String.raw`\.`));
  return new RegExp(String.raw`(?<=${BEFORE_VERSION.join('|')})(?:${names.join('|')})(?![\w-]|\.\d)`, 'g');
}

/** The version, and the next one of a guide to upgrades. Each also with hyphens, for names in Kubernetes. */
function namesOf(version) {
  const [major, minor] = version.split('.');
  return [version, `${major}.${Number(minor) + 1}.0`].flatMap((name) => [name, name.replaceAll('.', '-')]);
}
