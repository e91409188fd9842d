/**
 * Random orders against a plain model of an order (`model.ts`), on real parts: the time-skipping server, the workers, the
 * sandbox over HTTP, the receiver, the client. Settings of this test:
 *
 * - `ECTICKET_MODEL_RUNS`: how many sequences, 30 unless set;
 * - `ECTICKET_MODEL_SEED`: where they begin, random unless set; every run prints it;
 * - `ECTICKET_MODEL_PATH`: with the seed, the one sequence that failed;
 */
import { randomInt } from 'node:crypto';
import { afterAll, test } from '@jest/globals';
import { runRandomOrders } from './random-orders.js';
import { startModelEnvironment, type ModelEnvironment } from './environment.js';
import { testSetting } from '../support/test-settings.js';

const runs = Number(testSetting('ECTICKET_MODEL_RUNS') ?? 30);
const seed = Number(testSetting('ECTICKET_MODEL_SEED') ?? randomInt(2 ** 31 - 1));
const path = testSetting('ECTICKET_MODEL_PATH');
process.stderr.write(`Random orders: ECTICKET_MODEL_SEED=${seed} ECTICKET_MODEL_RUNS=${runs}\n`);

/**
 * A sequence mostly waits for the server that keeps its time: several go side by side, in shops of their own. Most have workers
 * that replay each order from its history at every workflow task, as workers do that restart between any two events.
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
      await runRandomOrders(await startEnvironment(hasCache), Math.ceil(runs * share), start);
    });
    await Promise.allSettled(sequences);
    await Promise.all(sequences);
  },
  11 * 60_000 + runs * 5_000,
);
