import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { collect, withoutHosts } from './subprocess.mjs';

/**
 * Runs `npm ci` unless node_modules matches package-lock.json.
 * @param {string} root the directory of the clone
 * @throws {SetupError} with npm's output if it fails
 */
export async function ensureDependencies(root) {
  if (await areCurrent(root)) return;
  const { ok, output } = await withProgress(
    'Installing dependencies (npm ci)',
    npm(root, ['ci', '--no-audit', '--no-fund']),
  );
  if (!ok)
    throw new SetupError(
      `${withoutHosts(output.trim())}\n\n` +
        'npm ci failed; its output is above. Fix the problem and run this command again.',
    );
}

/** Runs the npm that runs this script, if there is one: the npm on PATH may be another version. */
function npm(root, npmArguments) {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? collect(process.execPath, [script, ...npmArguments], { cwd: root })
    : collect('npm', npmArguments, { cwd: root });
}

/** Compares the lockfile with the list of installed packages that npm writes at the end of an installation. */
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

/** False for a binary of another platform: the clone was moved, or a container shares it. */
function isForThisMachine({ os = [process.platform], cpu = [process.arch] }) {
  return os.includes(process.platform) && cpu.includes(process.arch);
}
