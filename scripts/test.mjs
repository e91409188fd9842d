/**
 * `npm test [-- pattern or options of jest]`: runs all tests. The last line counts the passed and failed ones.
 * Jest runs in a process group of its own. A process that a test leaves running is killed and counts as a failure.
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
import { collect } from './setup/subprocess.mjs';

/** Time for jest, and then for any server, to end after the last test. A test of this script sets a shorter one. */
const SHUTDOWN_TIMEOUT_MS = Number(process.env.TEST_SHUTDOWN_TIMEOUT_MS ?? 30_000);

const { ok, output } = await collect(process.execPath, ['--import', 'tsx', 'scripts/source-bundles.mjs']);
// The tests show what does not compile.
if (!ok) console.error(`The workflow bundles of the sources could not be written:\n${output}`);

const directory = await mkdtemp(join(tmpdir(), 'ecticket-test-'));
try {
  const resultFile = join(directory, 'result.json');
  const status = await runJest(directory, resultFile, process.argv.slice(2));
  const result = await readFile(resultFile, 'utf8').then(JSON.parse, () => ({}));
  for (const failure of failuresOf(result)) console.log(`\n${failure}`);
  const { passed, failed, skipped } = count(result, status);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await rm(directory, { recursive: true, force: true });
}

/**
 * Returns jest's exit status, or 1 if jest or another process had to be killed. Tests may store in the directory what
 * the files of the run share.
 */
async function runJest(directory, resultFile, jestArguments) {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', jest, '--json', `--outputFile=${resultFile}`, ...jestArguments],
    {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...withoutTestSettings(process.env), TEST_RUN_DIRECTORY: directory },
    },
  );
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.kill(-child.pid, signal));

  void endIfStuck(child, resultFile);
  const [status] = await once(child, 'exit');
  const left = await endGroup(child.pid, SHUTDOWN_TIMEOUT_MS);
  if (left.length > 0) console.error(`Tests left these processes running; they were killed:\n${left.join('\n')}`);
  return left.length > 0 ? 1 : (status ?? 1);
}

/**
 * Renames the settings of tests, such as `ECTICKET_MODEL_RUNS`: the workers and receivers that tests start reject
 * unknown settings.
 */
function withoutTestSettings(environment) {
  const isOfTests = (name) => /^ECTICKET_(MODEL|RESET|FORGERY|REPLAY|SIMULATION|REBUILD|HOSTILE|CHAOS)_/.test(name);
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [isOfTests(name) ? `TEST_${name}` : name, value]),
  );
}

/** Kills jest if it does not exit: jest waits forever for a socket or a timer that a test left open. */
async function endIfStuck(child, resultFile) {
  while (!existsSync(resultFile)) await sleep(1000, undefined, { ref: false });
  await sleep(SHUTDOWN_TIMEOUT_MS, undefined, { ref: false });
  if (child.exitCode !== null || child.signalCode !== null) return;
  console.error('The tests have ended, but one left a handle open. Find it with: npm test -- --detectOpenHandles');
  process.kill(-child.pid, 'SIGKILL');
}

/** Lists the failed tests again at the end, because failures are easily overlooked in a long log. */
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

/** Returns the first lines of a message, without stack lines outside the project. */
function messageOf(text) {
  const isOwnLine = (line) => !/^\s+at .*(node_modules\/|node:)/.test(line);
  return stripVTControlCharacters(text).split('\n').filter(isOwnLine).slice(0, 30).join('\n');
}

/** A test file that cannot be loaded, a run without tests and an aborted run count as failures too. */
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
