/**
 * `npm run check`: checks the code, and runs only the orders whose cost has a budget. Every step runs, even after a
 * failure. The last line counts the steps, and the exit status is 1 if any failed.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from './setup/progress.mjs';
import { collect } from './setup/subprocess.mjs';

requireNodeForTools();
const directory = await mkdtemp(join(tmpdir(), 'ecticket-check-'));

/** Imports every entry point by the package's name, as a user of the package does. */
const LOAD_ENTRY_POINTS = `
  import { readFile } from 'node:fs/promises';
  const { name, exports } = JSON.parse(await readFile('package.json', 'utf8'));
  for (const path of Object.keys(exports)) {
    const isJson = path.endsWith('.json');
    await import(name + path.slice(1), isJson ? { with: { type: 'json' } } : {});
  }
`;

/**
 * The name of each step, and the function that runs it. The two lists run at the same time and take about as long. Steps
 * that need the build or the packed file come after it in its list.
 */
const STEPS = [
  [
    ['lint', () => tool('eslint', '--max-warnings=0', '.')],
    ['prose', () => collect(process.execPath, ['scripts/prose/lint.mjs'])],
    ['format', () => tool('prettier', '--check', '--log-level=warn', '.')],
  ],
  [
    // The script that writes the prebuilt bundles imports what the build writes.
    ['build', () => collect(process.execPath, ['scripts/build.mjs', '--if-changed'])],
    ['types', () => tool('tsc', '--noEmit')],
    ['types of examples/nestjs', () => tool('tsc', '--noEmit', '-p', 'examples/nestjs')],
    ['types of the Next.js example', () => tool('tsc', '--noEmit', '-p', 'examples/next-shop')],
    ['dependency rules', () => tool('depcruise', '.')],
    ['dead code', () => tool('knip')],
    ['budgets', () => collect(process.execPath, ['--import', 'tsx', 'bench/check-budgets.ts'])],
    ['public surface', () => collect(process.execPath, ['scripts/api.mjs', '--check'])],
    ['site', () => collect(process.execPath, ['scripts/run.mjs', 'site'])],
    ['pack', () => collect('npm', ['pack', '--ignore-scripts', '--pack-destination', directory])],
    ['every entry point loads', () => collect(process.execPath, ['--input-type=module', '--eval', LOAD_ENTRY_POINTS])],
    ['package', async () => tool('publint', 'run', '--strict', await tarball())],
    ['package types', async () => tool('attw', '--profile', 'esm-only', '--no-emoji', await tarball())],
  ],
];

let failed = 0;
try {
  await Promise.all(
    STEPS.map(async (steps) => {
      for (const [name, run] of steps) if (!(await runStep(name, run))) failed += 1;
    }),
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(`${STEPS.flat().length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The package itself runs on older versions: see scripts/run.mjs. */
function requireNodeForTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.log(`This is Node ${process.versions.node}; ESLint and knip need 20.19 or later.\n0 passed, 1 failed`);
  process.exit(1);
}

function tool(name, ...toolArguments) {
  return collect(join('node_modules', '.bin', name), toolArguments);
}

/** Returns the path of the packed package. */
async function tarball() {
  const [file = 'nothing was packed'] = await readdir(directory);
  return join(directory, file);
}
