/**
 * Simulated orders: runs the workflow without a server, in histories that fast-check chooses, and replays each of them.
 * Settings:
 *
 * - `ECTICKET_SIMULATION_RUNS`: the number of histories (default: as many as 8 seconds allow, at most 4000);
 * - `ECTICKET_SIMULATION_SEED`: the seed (default random; every run prints it);
 * - `ECTICKET_SIMULATION_PATH`: with the seed, runs only the history that failed.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SEEDS, testSetting, wholeNumberSetting } from '../support/test-settings.js';
import { silentLogger } from '../support/worker-logs.js';
import { writeBundle } from './sdk-workflow.js';

const PROCESSES = 2;
const DEFAULT_RUNS = 4000;
const DEFAULT_MS = 8000;
/** Space for new objects, in MiB: a history's objects are gone before it is full, so that little is copied. */
const YOUNG_OBJECTS = '--max-semi-space-size=64';

const chosenRuns = wholeNumberSetting('ECTICKET_SIMULATION_RUNS', { min: 1, max: 20_000_000 });
const runs = chosenRuns ?? DEFAULT_RUNS;
const seed = wholeNumberSetting('ECTICKET_SIMULATION_SEED', SEEDS) ?? randomInt(2 ** 31 - PROCESSES);
const path = testSetting('ECTICKET_SIMULATION_PATH');
process.stderr.write(`Simulated orders: ECTICKET_SIMULATION_SEED=${seed} ECTICKET_SIMULATION_RUNS=${runs}\n`);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-simulation-'));
  await writeBundle(join(directory, 'workflow.js'), silentLogger(), path !== undefined);
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Ends the other processes when one has found a failure. */
const failure = new AbortController();

/** Runs a share of the histories in a process. @returns the totals. @throws Error with the report of a failure */
async function simulate(share: number, shareSeed: number): Promise<{ histories: number; ms: number }> {
  const options = { bundle: join(directory, 'workflow.js'), seed: shareSeed, runs: share };
  const limit = chosenRuns === undefined && path === undefined ? { ms: DEFAULT_MS } : {};
  const args = Object.entries({ ...options, ...limit, ...(path !== undefined && { path }) });
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [YOUNG_OBJECTS, '--import', 'tsx', main, ...args.flatMap(([name, value]) => [`--${name}`, String(value)])],
    { stdio: ['ignore', 'pipe', 'inherit'], signal: failure.signal },
  );
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (child.exitCode !== 0) {
    failure.abort();
    throw new Error(`A simulated order failed:\n${output}`);
  }
  return JSON.parse(output) as { histories: number; ms: number };
}

test(
  `simulated orders, from seed ${seed} on`,
  async () => {
    const shares =
      path === undefined
        ? Array.from({ length: PROCESSES }, (_each, index) => simulate(Math.ceil(runs / PROCESSES), seed + index))
        : [simulate(1, seed)];
    const totals = await Promise.all(shares);
    process.stderr.write(`Simulated orders: ${totals.map((each) => JSON.stringify(each)).join(' ')}\n`);
    expect(totals.reduce((sum, { histories }) => sum + histories, 0)).toBeGreaterThan(0);
  },
  5 * 60_000 + runs * 100,
);
