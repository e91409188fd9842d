/** `node bundle.mjs <esm|cjs>`: bundles a script with esbuild, and runs the file in an empty directory. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** What the documentation names for each format. */
const OPTIONS = {
  cjs: {},
  esm: {
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  },
};

const format = process.argv[2];
const directory = await mkdtemp(join(tmpdir(), 'ecticket-bundle-'));
try {
  const outfile = join(directory, format === 'esm' ? 'bundled.mjs' : 'bundled.cjs');
  const { metafile } = await build({
    ...{
      entryPoints: ['bundled.mjs'],
      bundle: true,
      platform: 'node',
      target: 'node20',
      minify: true,
      format,
      outfile,
    },
    ...{ metafile: true, logLevel: 'error', ...OPTIONS[format] },
  });
  const packages = Object.keys(metafile.inputs).map((path) => /.*node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const workers = packages.filter((name) => /^(@temporalio\/(worker|core-bridge|testing)|webpack)$/.test(name ?? ''));
  assert.deepEqual(workers, []);
  assert.ok(packages.includes('@temporalio/client'));
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { cwd: directory });
  assert.equal(stdout, '400 TEMPORAL_UNAVAILABLE\n');
} finally {
  await rm(directory, { recursive: true, force: true });
}
