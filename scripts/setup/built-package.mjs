import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { collect } from './subprocess.mjs';

/**
 * Builds the package in dist/ if a source is newer, for programs that load the package as its users do.
 * @param {string} root the folder of the clone
 * @throws {SetupError} with the output of the build
 */
export async function ensureBuilt(root) {
  const built = join(root, 'dist', 'merchant-event.schema.json');
  if (existsSync(built) && (await newestSource(root)) <= (await stat(built)).mtimeMs) return;
  const building = collect(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root });
  const { ok, output } = await withProgress('Building the package', building);
  if (!ok) throw new SetupError(`The package cannot be built:\n${output}`);
}

/** When a source of the package was last changed, in milliseconds since the epoch. */
async function newestSource(root) {
  const { include } = JSON.parse(await readFile(join(root, 'tsconfig.build.json'), 'utf8'));
  const files = await Promise.all(
    include.map(async (name) => {
      if (name.endsWith('.ts')) return [join(root, name)];
      const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    }),
  );
  const times = await Promise.all(files.flat().map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(...times);
}
