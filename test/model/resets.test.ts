/**
 * Random orders whose workflows an operator resets and terminates, on the development server: the time-skipping server knows
 * no reset. `ECTICKET_RESET_RUNS` says how many sequences, 20 unless set; `ECTICKET_RESET_SEED` where they begin,
 * a random number unless set, printed by every run.
 */
import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { useDevWorld } from '../support/dev-world.js';
import { anyOperatorStep, runOperatorSequence } from './operator-steps.js';
import { ResettableOrder } from './resettable-order.js';
import { testSetting } from '../support/test-settings.js';

const runs = Number(testSetting('ECTICKET_RESET_RUNS') ?? 20);
const seed = Number(testSetting('ECTICKET_RESET_SEED') ?? randomInt(2 ** 30));
process.stderr.write(`test/model/resets begins at ECTICKET_RESET_SEED=${seed}\n`);
/** Sequences side by side: most of their time they wait. */
const CONCURRENT_SEQUENCES = 4;

/** An Issue that is sent twice would issue twice. */
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
          failures.push(`${index}: ${fc.stringify(steps)}\n${String(error)}\n${await order.history()}`);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_SEQUENCES }, work));
    expect(failures).toEqual([]);
  },
  60_000 + runs * 30_000,
);
