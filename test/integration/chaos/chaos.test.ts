/** A small run of `npm run chaos`: some orders while processes, connections and ECPay fail, by a random plan. */
import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { killAll, newMark, processesWith } from '../../support/marked-processes.js';
import { start } from '../scripts/run-script.js';

const ORDERS = 30;
/** A minute on a quiet machine. */
const TIMEOUT_MS = 900_000;

let mark: ReturnType<typeof newMark>;

beforeEach(() => {
  mark = newMark();
});

afterEach(() => {
  killAll(mark);
});

test(
  'no order is lost or issued twice, whatever breaks, and every event arrives',
  async () => {
    const seed = randomInt(2 ** 31 - 1);
    const args = ['chaos', '--orders', String(ORDERS), '--seed', String(seed), '--json'];
    const { status, stdout, output } = await start('scripts/run.mjs', args, { env: { ...process.env, ...mark } }).ended;
    if (status !== 0) throw new Error(`npm run ${args.join(' ')} ended with ${status}:\n${output}`);
    const report: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(report).toMatchObject({
      orders: ORDERS,
      ...{ doubleIssues: 0, lost: 0, wrongFinalStates: 0 },
      ...{ eventsMissing: 0, eventsOutOfOrder: 0, unexplainedAttention: 0 },
    });
    expect(processesWith(mark)).toEqual([]);
  },
  TIMEOUT_MS,
);
