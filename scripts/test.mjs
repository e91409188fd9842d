/**
 * `npm test [-- pattern or jest's own options]`: all tests, and as the last line how many passed and failed.
 * Jest runs in a process group of its own: whatever a test left running is ended with it and counts as a failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { endGroup } from './process-group.mjs';

/** Milliseconds that jest, and after it any server, gets to end after the last test. */
const PATIENCE = 5_000;

const directory = await mkdtemp(join(tmpdir(), 'ecticket-test-'));
try {
  const resultFile = join(directory, 'result.json');
  const status = await runJest(resultFile, process.argv.slice(2));
  const result = await readFile(resultFile, 'utf8').then(JSON.parse, () => ({}));
  for (const failure of failuresOf(result)) console.log(`\n${failure}`);
  const { passed, failed, skipped } = count(result, status);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** Answers jest's own exit status, 1 when a process had to be ended or jest was. */
async function runJest(resultFile, jestArguments) {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', jest, '--json', `--outputFile=${resultFile}`, ...jestArguments],
    { detached: true, stdio: ['ignore', 'ignore', 'inherit'], env: withoutTestSettings(process.env) },
  );
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.kill(-child.pid, signal));

  void endIfStuck(child, resultFile);
  const [status] = await once(child, 'exit');
  const left = await endGroup(child.pid, PATIENCE);
  if (left.length > 0) console.error(`Tests left these processes running; they were ended:\n${left.join('\n')}`);
  return left.length > 0 ? 1 : (status ?? 1);
}

/**
 * Settings of tests (`ECTICKET_MODEL_RUNS` and the like) go by another name: the worker and the receiver that tests start refuse
 * settings that they do not know.
 */
function withoutTestSettings(environment) {
  const isOfTests = (name) => /^ECTICKET_(MODEL|RESET|FORGERY|REPLAY)_/.test(name);
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [isOfTests(name) ? `TEST_${name}` : name, value]),
  );
}

/** Jest waits for ever for a socket or a timer that a test left open. */
async function endIfStuck(child, resultFile) {
  while (!existsSync(resultFile)) await sleep(1000, undefined, { ref: false });
  await sleep(PATIENCE, undefined, { ref: false });
  if (child.exitCode !== null || child.signalCode !== null) return;
  console.error('The tests are over, but one left something open. `npm test -- --detectOpenHandles` says what.');
  process.kill(-child.pid, 'SIGKILL');
}

/** Each failed test and why, once more at the end: in a long log, and in its last lines, a failure is easily lost. */
function failuresOf({ testResults = [] }) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(process.cwd(), name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [`${file}\n${messageOf(message)}`];
      return failed.map((test) => `${file} › ${test.fullName}\n${messageOf(test.failureMessages.join('\n'))}`);
    });
}

/** The first lines, without those of a stack that lie outside of the project. */
function messageOf(text) {
  const isOurs = (line) => !/^\s+at .*(node_modules\/|node:)/.test(line);
  return stripVTControlCharacters(text).split('\n').filter(isOurs).slice(0, 30).join('\n');
}

/** A test file that cannot be loaded, a run without a test and a run that broke off are failures too. */
function count(result, status) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = result;
  const failed = numFailedTests + (result.numRuntimeErrorTestSuites ?? 0);
  const nothingRan = numPassedTests + failed === 0;
  return {
    passed: numPassedTests,
    failed: failed === 0 && (status !== 0 || nothingRan) ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}
