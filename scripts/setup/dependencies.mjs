import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { collect, withoutHosts } from './subprocess.mjs';

/**
 * Installs what package-lock.json says (`npm ci`) when node_modules holds anything else.
 * @param {string} root the clone
 * @throws {SetupError} with npm's own words when it fails
 */
export async function ensureDependencies(root) {
  if (await areCurrent(root)) return;
  const { ok, output } = await withProgress(
    'Installing dependencies (npm ci)',
    npm(root, ['ci', '--no-audit', '--no-fund']),
  );
  if (!ok)
    throw new SetupError(
      `${withoutHosts(output.trim())}\n\nnpm ci failed; what it said stands above. Fix that and run this again.`,
    );
}

/** npm by its own path when an npm script runs us: there, what `npm` means on PATH need not be the same program. */
function npm(root, npmArguments) {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? collect(process.execPath, [script, ...npmArguments], { cwd: root })
    : collect('npm', npmArguments, { cwd: root });
}

/** npm notes what it has put into node_modules at the end of an install; that note is compared with the lockfile. */
async function areCurrent(root) {
  const locked = await packagesIn(join(root, 'package-lock.json'));
  const installed = await packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (!locked || !installed) return false;
  const nothingMissing = Object.entries(locked).every(
    ([path, entry]) => path === '' || same(entry, installed[path]) || (entry.optional && !installed[path]),
  );
  const nothingForeign = Object.entries(installed).every(([path, entry]) => path in locked && isForThisMachine(entry));
  return nothingMissing && nothingForeign;
}

async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function same(locked, installed) {
  return locked.version === installed?.version && locked.integrity === installed?.integrity;
}

/** False for a binary of another platform: the clone was moved, or is shared with a container. */
function isForThisMachine({ os = [process.platform], cpu = [process.arch] }) {
  return os.includes(process.platform) && cpu.includes(process.arch);
}
