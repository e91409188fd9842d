/**
 * The entry point of every npm script: `node scripts/run.mjs <command> [arguments]`.
 * It installs what the clone lacks (dependencies, Temporal's binaries), then runs the command in this process, so that
 * signals reach the command directly. It is plain JavaScript without dependencies, because it runs before anything is
 * installed.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The program of each command, and the Temporal binaries that it starts. */
const COMMANDS = {
  demo: { program: 'demo/main.ts', binaries: ['cli'] },
  chaos: { program: 'chaos/main.ts', binaries: ['cli'] },
  'chaos:webhook': { program: 'chaos/webhook/main.ts', binaries: [] },
  test: { program: 'scripts/test.mjs', binaries: ['cli', 'testServer'] },
  'test:browser': { program: 'scripts/browser.mjs', binaries: ['cli'] },
  'test:compose': { program: 'scripts/compose.mjs', binaries: ['cli'] },
  'test:package': { program: 'scripts/package.mjs', binaries: ['cli'] },
  'test:newcomer': { program: 'scripts/newcomer.mjs', binaries: ['cli'] },
  check: { program: 'scripts/check.mjs', binaries: ['cli'] },
  bench: { program: 'bench/main.ts', binaries: ['cli'] },
  histories: { program: 'bench/histories/main.ts', binaries: ['cli'] },
  site: { program: 'scripts/site.mjs', binaries: [] },
  api: { program: 'scripts/api.mjs', binaries: [] },
  build: { program: 'scripts/build.mjs', binaries: [] },
  changeset: { program: 'node_modules/@changesets/cli/bin.js', binaries: [] },
  'release:version': { program: 'scripts/release-version.mjs', binaries: [] },
  temporal: { program: 'scripts/temporal.ts', binaries: ['cli'] },
  worker: { program: 'workers/main.ts', binaries: [] },
  callbacks: { program: 'callbacks/main.ts', binaries: [] },
  codec: { program: 'codec/main.ts', binaries: [] },
  sandbox: { program: 'sandbox/main.ts', binaries: [] },
  ecticket: { program: 'cli/main.ts', binaries: [] },
  example: { program: 'scripts/example.mjs', binaries: [] },
};

const [name = '', ...commandArguments] = process.argv.slice(2);

try {
  await run(name, commandArguments);
} catch (error) {
  if (error.name !== 'SetupError') throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(name, commandArguments) {
  requireNode();
  const { SetupError } = await import('./setup/setup-error.mjs');
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new SetupError(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  }
  const { program, binaries } = COMMANDS[name];
  await setUp(binaries);
  await runInThisProcess(join(root, program), commandArguments);
}

async function setUp(binaries) {
  const { withSetupLock } = await import('./setup/lock.mjs');
  const { ensureDependencies } = await import('./setup/dependencies.mjs');
  const { ensureTemporalBinaries } = await import('./setup/temporal-binaries.mjs');
  await withSetupLock(root, async () => {
    await ensureDependencies(root);
    Object.assign(process.env, await ensureTemporalBinaries(root, binaries));
  });
}

async function runInThisProcess(program, commandArguments) {
  if (program.endsWith('.ts')) {
    const { importTypeScript } = await import('./setup/typescript.mjs');
    await importTypeScript(program, commandArguments);
  } else {
    process.argv = [process.execPath, program, ...commandArguments];
    await import(pathToFileURL(program).href);
  }
}

/** Temporal's worker needs Node 20.3. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 3)) return;
  console.error(
    `This is Node ${process.versions.node}; Node 20.3 or later is required. ` +
      'Install it from nodejs.org and run this command again.',
  );
  process.exit(1);
}
