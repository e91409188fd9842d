/**
 * `npm run check`: everything that can be checked without running the code. Every step runs, also after a failed one.
 * The last line counts passed and failed steps; one failed step makes the command fail.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withProgress } from './setup/progress.mjs';
import { collect } from './setup/subprocess.mjs';

requireNodeOfTheTools();
const directory = await mkdtemp(join(tmpdir(), 'ecticket-check-'));

/** Loads every entry point by the package's own name, as a user does. */
const LOAD_ALL = `
  import { readFile } from 'node:fs/promises';
  const { name, exports } = JSON.parse(await readFile('package.json', 'utf8'));
  for (const path of Object.keys(exports)) {
    const isJson = path.endsWith('.json');
    await import(name + path.slice(1), isJson ? { with: { type: 'json' } } : {});
  }
`;

/** Each step's name, and a function that runs it. */
const STEPS = [
  ['types', () => tool('tsc', '--noEmit')],
  ['lint', () => tool('eslint', '--max-warnings=0', '.')],
  ['format', () => tool('prettier', '--check', '--log-level=warn', '.')],
  ['prose', () => collect(process.execPath, ['scripts/prose/lint.mjs'])],
  ['dependency rules', () => tool('depcruise', '.')],
  ['dead code', () => tool('knip')],
  ['build', () => collect(process.execPath, ['scripts/build.mjs'])],
  ['pack', () => collect('npm', ['pack', '--ignore-scripts', '--pack-destination', directory])],
  ['every entry point loads', () => collect(process.execPath, ['--input-type=module', '--eval', LOAD_ALL])],
  ['package', async () => tool('publint', 'run', '--strict', await tarball())],
  ['package types', async () => tool('attw', '--profile', 'esm-only', '--no-emoji', await tarball())],
];

let failed = 0;
try {
  for (const [name, run] of STEPS) {
    if (!(await isFine(name, run))) failed += 1;
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(`${STEPS.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The package itself runs on older versions: see scripts/run.mjs. */
function requireNodeOfTheTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.log(`This is Node ${process.versions.node}; ESLint and knip need 20.19 or later.\n0 passed, 1 failed`);
  process.exit(1);
}

async function isFine(name, run) {
  const started = Date.now();
  const { ok, output } = await withProgress(name, run());
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (!ok) console.log(output.trimEnd());
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  return ok;
}

function tool(name, ...toolArguments) {
  return collect(join('node_modules', '.bin', name), toolArguments);
}

/** Returns the path of the packed package, as a registry would get it. */
async function tarball() {
  const [file = 'nothing was packed'] = await readdir(directory);
  return join(directory, file);
}
