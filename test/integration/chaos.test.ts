/**
 * A small run of `npm run chaos`: real processes, connections and ECPay fail by a plan. Settings:
 *
 * - `ECTICKET_CHAOS_ORDERS`: the number of orders (default 50);
 * - `ECTICKET_CHAOS_SEED`: the seed of the plan (default 50).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { SEEDS, wholeNumberSetting } from '../support/test-settings.js';

const orders = wholeNumberSetting('ECTICKET_CHAOS_ORDERS', { min: 1, max: 5000 }) ?? 50;
const seed = wholeNumberSetting('ECTICKET_CHAOS_SEED', SEEDS) ?? 50;
const MINUTE_MS = 60_000;

test(
  `${orders} orders keep every promise while everything fails, seed ${seed}`,
  async () => {
    const args = ['scripts/run.mjs', 'chaos', '--orders', String(orders), '--seed', String(seed), '--json'];
    const run = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await Promise.all([text(run.stdout), once(run, 'exit')]);
    if (run.exitCode !== 0) process.stderr.write(output);
    const report: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    expect({ report, exitStatus: run.exitCode }).toEqual({
      report: expect.objectContaining({
        orders,
        ...{ doubleIssues: 0, lost: 0, wrongFinalStates: 0 },
        ...{ eventsMissing: 0, eventsOutOfOrder: 0, unexplainedAttention: 0 },
      }),
      exitStatus: 0,
    });
  },
  // A run waits for up to a quarter of an hour until all orders rest.
  30 * MINUTE_MS + orders * 5000,
);
