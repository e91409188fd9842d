/**
 * Random orders whose workflows an operator resets and terminates. Uses the development server, since the time-skipping
 * server has no reset. `ECTICKET_RESET_RUNS` sets the number of sequences (default 20), `ECTICKET_RESET_SEED` the seed
 * (default random; every run prints it).
 */
import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { useDevWorld } from '../support/dev-world.js';
import { anyOperatorStep, runOperatorSequence } from './operator-steps.js';
import { ResettableOrder } from './resettable-order.js';
import { SEEDS, wholeNumberSetting } from '../support/test-settings.js';

const runs = wholeNumberSetting('ECTICKET_RESET_RUNS', { min: 1, max: 70_000 }) ?? 20;
const seed = wholeNumberSetting('ECTICKET_RESET_SEED', SEEDS) ?? randomInt(2 ** 30);
process.stderr.write(`Resets: ECTICKET_RESET_SEED=${seed}\n`);
/** Parallel sequences; they mostly wait. */
const CONCURRENT_SEQUENCES = 4;

/** The sandbox accepts a second Issue, so that a duplicate is visible. */
const world = useDevWorld({ sandbox: { duplicates: 'allow' } });

test(
  `${runs} random orders with resets and terminations, from seed ${seed} on`,
  async () => {
    const sequences = fc.sample(fc.array(anyOperatorStep, { minLength: 4, maxLength: 9 }), { seed, numRuns: runs });
    const failures: string[] = [];
    const next = sequences.entries();
    const work = async () => {
      for (const [index, steps] of next) {
        const order = new ResettableOrder(world(), `Reset${index}`);
        try {
          await runOperatorSequence(order, steps);
        } catch (error) {
          failures.push(`${index}: ${fc.stringify(steps)}\n${String(error)}`);
          process.stderr.write(`Failed sequence ${index}, its order's last run:\n${await order.history()}\n`);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_SEQUENCES }, work));
    expect(failures).toEqual([]);
  },
  60_000 + runs * 30_000,
);
