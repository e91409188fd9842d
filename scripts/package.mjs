/**
 * `npm run test:package [-- npm pnpm yarn]`: packs the package, installs the file into an empty project with each of
 * these package managers (default: npm), and uses it as a merchant does (test/package). The last line counts the steps.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from './setup/progress.mjs';
import { collect, withoutHosts } from './setup/subprocess.mjs';

/** The install command of each package manager. The versions run on Node 20. */
const MANAGERS = {
  npm: ['npm', 'install', '--no-audit', '--no-fund'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'install', '--reporter=append-only'],
  yarn: ['npx', '--yes', 'yarn@1.22.22', 'install', '--non-interactive', '--no-progress'],
};

/** Tools that only this test uses. */
const TOOLS = {
  vitest: '^3.2.4',
  esbuild: '^0.28.0',
  ...{ next: '^16.0.0', react: '^19.0.0', 'react-dom': '^19.0.0', '@types/react': '^19.0.0' },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const managers = process.argv.length > 2 ? process.argv.slice(2) : ['npm'];
const directory = await mkdtemp(join(tmpdir(), 'ecticket-package-'));
const counts = { passed: 0, failed: 0 };
process.env['NEXT_TELEMETRY_DISABLED'] = '1';

try {
  const tarball = await pack();
  for (const manager of tarball === undefined ? [] : managers) await useWith(manager, tarball);
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/** Returns the path of the packed package, or undefined if it cannot be packed. */
async function pack() {
  const built = await passes('build', () =>
    collect(process.execPath, ['scripts/build.mjs', '--if-changed'], { cwd: root }),
  );
  if (!built) return undefined;
  const packed = await passes('pack', () =>
    collect('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], { cwd: root }),
  );
  const file = (await readdir(directory)).find((name) => name.endsWith('.tgz'));
  if (!packed || file === undefined) return undefined;
  // yarn keeps packages by name and version; a new name makes it read the new file.
  const tarball = join(directory, `temporal-ecticket-${process.pid}-${Date.now()}.tgz`);
  await rename(join(directory, file), tarball);
  return tarball;
}

async function useWith(manager, tarball) {
  const project = join(directory, manager);
  await createProject(manager, project, tarball);
  const [command, ...installArguments] = MANAGERS[manager];
  const run = (name, program, ...programArguments) =>
    passes(`${manager}: ${name}`, () => collect(program, programArguments, { cwd: project }));
  const tool = (name, file, ...toolArguments) =>
    run(name, join(project, 'node_modules', '.bin', file), ...toolArguments);

  const installed = await passes(`${manager}: installs without warnings about engines or peers`, async () => {
    const { ok, output } = await collect(command, installArguments, { cwd: project });
    return { ok: ok && !/EBADENGINE|ERESOLVE|Unsupported engine|unmet peer|incompatible/i.test(output), output };
  });
  if (!installed) return;
  await passes(`${manager}: one copy of the SDK`, () => oneCopyOf('core-bridge', project));
  await run('every entry point loads', process.execPath, 'entry-points.mjs');
  await passes(`${manager}: types, moduleResolution bundler`, () => typeCheck(project, 'tsconfig.bundler.json'));
  await passes(`${manager}: types, moduleResolution nodenext; build`, () => typeCheck(project, 'tsconfig.json'));
  await run('a backend in modules', process.execPath, 'build/backend.js');
  await run('a backend in CommonJS', process.execPath, 'backend.cjs');
  await run('node:test', process.execPath, '--test', 'build/with-node.js');
  await tool('vitest', 'vitest', 'run', '--pool=forks', 'build/with-vitest.js');
  await run('jest', process.execPath, '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'with-jest');
  await run('a bundle of esbuild in CommonJS', process.execPath, 'bundle.mjs', 'cjs');
  await run('a bundle of esbuild in modules', process.execPath, 'bundle.mjs', 'esm');
  const built = await tool('next build', 'next', 'build', 'next');
  if (built) await run('next start', process.execPath, 'next-answers.mjs');
  // Last, because it changes the installed package.
  await run('prebuilt workflow bundles', process.execPath, 'prebuilt.mjs');
}

/** A project with the package, the SDK and the tools that its documentation names. */
async function createProject(manager, project, tarball) {
  await mkdir(project, { recursive: true });
  await cp(join(root, 'test/package'), project, { recursive: true });
  const peers = Object.entries(manifest.peerDependencies);
  const withVersion = (name) => [name, manifest.devDependencies[name]];
  // Yarn 1 on Node 20 needs what the README says.
  const yarnOnly = manager === 'yarn' ? { resolutions: { 'light-my-request': '6.6.0' } } : {};
  const dependencies = { [manifest.name]: `file:${tarball}`, ...Object.fromEntries(peers) };
  const tools = ['jest', '@jest/globals', 'typescript', '@types/node'].map(withVersion);
  const devDependencies = { ...Object.fromEntries(tools), ...TOOLS };
  const json = (value) => JSON.stringify(value, undefined, 2);
  const jest = { testEnvironment: 'node', testMatch: ['**/build/with-jest.js'], transform: {} };
  await writeFile(
    join(project, 'package.json'),
    json({ name: 'shop', private: true, type: 'module', dependencies, ...yarnOnly, devDependencies, jest }),
  );
  // The tools of this test bring scripts of their own, which nothing here needs.
  await writeFile(join(project, 'pnpm-workspace.yaml'), 'onlyBuiltDependencies: []\n');
  const strict = { target: 'ES2023', lib: ['ES2023'], types: ['node'], strict: true, skipLibCheck: false };
  const nodenext = { ...strict, module: 'NodeNext', moduleResolution: 'NodeNext', outDir: 'build' };
  const bundler = { ...strict, module: 'ESNext', moduleResolution: 'Bundler', noEmit: true };
  const vitest = "export default { test: { include: ['build/with-vitest.js'] } };\n";
  await writeFile(join(project, 'tsconfig.json'), json({ compilerOptions: nodenext, include: ['*.ts'] }));
  await writeFile(join(project, 'tsconfig.bundler.json'), json({ compilerOptions: bundler, include: ['*.ts'] }));
  await writeFile(join(project, 'vitest.config.mjs'), vitest);
  const entries = Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'));
  const imports = entries.map((path) => `await import('${manifest.name}${path.slice(1)}');\n`);
  await writeFile(join(project, 'entry-points.mjs'), imports.join(''));
}

/** Declarations are checked too (`skipLibCheck: false`). Mistakes in those of other packages do not count. */
async function typeCheck(project, config) {
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  const { output } = await collect(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: project });
  const isOfOthers = (line) =>
    /^(\.\.\/)*node_modules\/(?!temporal-ecticket)/.test(line) && !/temporal-ecticket/.test(line);
  const own = output.split('\n').filter((line) => /: error TS|^error TS/.test(line) && !isOfOthers(line));
  return { ok: own.length === 0, output: own.join('\n') };
}

/** Two copies of the native module cannot exchange connections. */
async function oneCopyOf(name, project) {
  const files = await readdir(join(project, 'node_modules'), { recursive: true });
  const found = files.filter((file) => file.endsWith(join('@temporalio', name, 'package.json')));
  // pnpm links each package from several folders.
  const paths = await Promise.all(found.map((file) => realpath(join(project, 'node_modules', file))));
  const copies = [...new Set(paths)];
  return { ok: copies.length === 1, output: copies.join('\n') };
}

async function passes(name, run) {
  const ok = await runStep(name, async () => {
    const { ok, output } = await run();
    return { ok, output: withoutHosts(output) };
  });
  counts[ok ? 'passed' : 'failed'] += 1;
  return ok;
}
