/**
 * `npm run build [-- --if-changed]`: writes the package's JavaScript, its declarations, the prebuilt workflow bundles and
 * the JSON schema of events to dist/. With `--if-changed`, only if what they are built from has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProgress } from './setup/progress.mjs';
import { collect } from './setup/subprocess.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const isOnlyIfChanged = process.argv.slice(2).includes('--if-changed');

/** The digest of what dist/ was built from. */
const DIGEST_FILE = '.cache/build-digest';
/** The id of the process that builds. Tests that run side by side need the build at once. */
const LOCK_FILE = '.cache/build-lock';

await mkdir('.cache', { recursive: true });
await lock();
try {
  const digest = await digestOfSources();
  const isCurrent = existsSync('dist') && digest === (await readFile(DIGEST_FILE, 'utf8').catch(() => ''));
  if (!(isOnlyIfChanged && isCurrent)) {
    await rm(DIGEST_FILE, { force: true });
    const isBuilt = await build();
    if (isBuilt) await writeFile(DIGEST_FILE, digest);
    process.exitCode = isBuilt ? 0 : 1;
  }
} finally {
  await rm(LOCK_FILE, { force: true });
}

/** @returns whether the sources compile */
async function build() {
  await rm('dist', { recursive: true, force: true });
  // Progress goes to stderr: npm pack runs this script, and its stdout is the name of the package's file.
  const { ok, output } = await withProgress(
    'Compiling the package to dist/',
    collect(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--pretty', String(process.stdout.isTTY === true)]),
  );
  process.stdout.write(output);
  if (!ok) return false;
  await writeEventSchema();
  // `npx ecticket` in the clone: npm makes the file executable only when it links it.
  await chmod('dist/cli/main.js', 0o755);
  const { writeWorkflowBundles } = await import('./workflow-bundles.mjs');
  await withProgress('Writing the workflow bundles', writeWorkflowBundles());
  return true;
}

/** Waits until no other process builds. A process that was killed holds no lock. */
async function lock() {
  let shown;
  for (;;) {
    try {
      await writeFile(LOCK_FILE, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(LOCK_FILE, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      await rm(LOCK_FILE, { force: true });
      continue;
    }
    if (owner > 0 && owner !== shown) console.error(`Process ${owner} builds the package: waiting for ${LOCK_FILE}.`);
    if (owner > 0) shown = owner;
    await sleep(200);
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The digest of everything from which dist/ is built: sources, dependencies and these scripts. */
async function digestOfSources() {
  const { include } = JSON.parse(await readFile('tsconfig.build.json', 'utf8'));
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const path of [...include, 'scripts/build.mjs', 'scripts/workflow-bundles.mjs']) {
    if (/\.\w+$/.test(path)) files.push(path);
    else for (const file of await readdir(path, { recursive: true })) files.push(join(path, file));
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(file).catch((error) => {
      if (error.code === 'EISDIR') return '';
      throw error;
    });
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('base64');
}

/** Writes the schema for webhooks that are not written in TypeScript. */
async function writeEventSchema() {
  const { z } = await import('zod');
  const { merchantEventSchema } = await import(new URL('../dist/events/index.js', import.meta.url).href);
  const schema = {
    title: 'Merchant event of temporal-ecticket',
    ...z.toJSONSchema(merchantEventSchema, { io: 'input' }),
  };
  await writeFile('dist/merchant-event.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`);
}
