/** The last line and the exit status of `npm test`, on small projects. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { start } from './run-script.js';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'ecticket-tests-'));
  await mkdir(join(project, 'test'));
  for (const file of ['jest.config.mjs', 'test/support/longest-first.mjs']) await cp(file, join(project, file));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await symlink(resolve('node_modules'), join(project, 'node_modules'));
});

afterEach(() => rm(project, { recursive: true, force: true }));

async function runTests(files: Record<string, string>, args: string[] = [], settings: NodeJS.ProcessEnv = {}) {
  for (const [name, code] of Object.entries(files)) {
    await writeFile(join(project, 'test', `${name}.test.ts`), `import { test, expect } from '@jest/globals';\n${code}`);
  }
  const env = { ...process.env, ...settings };
  const { status, stdout, output } = await start(resolve('scripts/test.mjs'), args, { cwd: project, env }).ended;
  return { status, stdout, output, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

/** Milliseconds that jest and servers have to end. */
const SHORT_SHUTDOWN = { TEST_SHUTDOWN_TIMEOUT_MS: '5000' };
const PASSES = `test('passes', () => expect(1).toBe(1));`;

describe('npm test', () => {
  test('counts passed and skipped tests', async () => {
    const { status, lastLine } = await runTests({ fine: `${PASSES}\ntest.skip('later', () => {});` });
    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
  });

  test('accepts a pattern', async () => {
    const { status, lastLine } = await runTests({ fine: PASSES, broken: `test('fails', () => expect(1).toBe(2));` }, [
      'fine',
    ]);
    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '1 passed, 0 failed' });
  });

  test('counts a test that fails and a file that cannot be loaded', async () => {
    const { status, stdout, lastLine } = await runTests({
      fine: PASSES,
      broken: `test('fails', () => expect(1).toBe(2));`,
      unloadable: `import './missing.js';\n${PASSES}`,
    });
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '1 passed, 2 failed' });
    expect(stdout).toMatch(/test\/broken\.test\.ts › fails\n.*\n\nExpected: 2\nReceived: 1\n/);
    expect(stdout).toMatch(/test\/unloadable\.test\.ts\n[^›]*missing\.js/);
  });

  test('fails if there are no tests', async () => {
    const { status, lastLine } = await runTests({ fine: PASSES }, ['no-such-test']);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '0 passed, 1 failed' });
  });

  test('kills a process that a test left running, and counts it as a failure', async () => {
    const leaves = `import { spawn } from 'node:child_process';
      test('leaves', () => void spawn('sleep', ['61'], { stdio: 'ignore' }).unref());`;
    const { status, lastLine, output } = await runTests({ leaves }, [], SHORT_SHUTDOWN);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '1 passed, 1 failed' });
    expect(output).toContain('Tests left these processes running; they were killed:\nsleep 61');
  });

  test('does not wait forever for a handle that a test left open', async () => {
    const { status, lastLine, output } = await runTests({
      opens: `import { createServer } from 'node:net';\ntest('opens', () => void createServer().listen(0));`,
    });
    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '1 passed, 0 failed' });
    expect(output).toContain('Try running with --detectOpenHandles');
  });

  test('counts a handle that a test left open as a failure when jest runs in one process', async () => {
    const { status, lastLine, output } = await runTests(
      { opens: `import { createServer } from 'node:net';\ntest('opens', () => void createServer().listen(0));` },
      ['--runInBand'],
      SHORT_SHUTDOWN,
    );
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '1 passed, 1 failed' });
    expect(output).toContain('npm test -- --detectOpenHandles');
  });
});
