/**
 * Model-based test: runs random sequences of commands against real orders and a simple model (`model.ts`), and
 * compares the two. Uses the time-skipping server, the workers, the sandbox over HTTP, the receiver and the client.
 * Settings:
 *
 * - `ECTICKET_MODEL_RUNS`: the number of sequences (default 12);
 * - `ECTICKET_MODEL_SEED`: the seed (default random; every run prints it);
 * - `ECTICKET_MODEL_PATH`: with the seed, runs only the sequence that failed.
 */
import { randomInt } from 'node:crypto';
import { afterAll, test } from '@jest/globals';
import { runRandomOrders } from './random-orders.js';
import { startModelEnvironment, type ModelEnvironment } from './environment.js';
import { SEEDS, testSetting, wholeNumberSetting } from '../support/test-settings.js';

const runs = wholeNumberSetting('ECTICKET_MODEL_RUNS', { min: 1, max: 400_000 }) ?? 12;
const seed = wholeNumberSetting('ECTICKET_MODEL_SEED', SEEDS) ?? randomInt(2 ** 31 - 1);
const path = testSetting('ECTICKET_MODEL_PATH');
process.stderr.write(`Random orders: ECTICKET_MODEL_SEED=${seed} ECTICKET_MODEL_RUNS=${runs}\n`);

/**
 * A sequence mostly waits for the server, so several run in parallel, each in its own environment. Most workers have
 * no cache: they replay each order from its history at every workflow task, as after a restart between any two
 * events.
 */
const ENVIRONMENTS = [
  { hasCache: false, share: 0.35 },
  { hasCache: false, share: 0.35 },
  { hasCache: true, share: 0.3 },
];

const environments: ModelEnvironment[] = [];
afterAll(async () => {
  await Promise.all(environments.map((environment) => environment.close()));
});

async function startEnvironment(hasCache: boolean): Promise<ModelEnvironment> {
  const environment = await startModelEnvironment(hasCache);
  environments.push(environment);
  return environment;
}

test(
  `${runs} random orders, from seed ${seed} on`,
  async () => {
    const sequences = ENVIRONMENTS.map(async ({ hasCache, share }, index) => {
      const start = { seed: path === undefined ? seed + index : seed, path };
      await runRandomOrders(() => startEnvironment(hasCache), Math.ceil(runs * share), start);
    });
    await Promise.allSettled(sequences);
    await Promise.all(sequences);
  },
  11 * 60_000 + runs * 5_000,
);
