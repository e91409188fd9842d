/** The demo as a newcomer runs it, with every process that it starts. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { killAll, newMark, processesWith, untilGone } from '../../support/marked-processes.js';
import { start, type Running } from '../scripts/run-script.js';

/** Milliseconds: five processes start, and a busy machine starts them slowly. */
const PATIENCE = 120_000;

let mark: ReturnType<typeof newMark>;

beforeEach(() => {
  mark = newMark();
});

afterEach(() => {
  killAll(mark);
});

function startDemo(...args: string[]): Running {
  return start('scripts/run.mjs', ['demo', ...args], { env: { ...process.env, ...mark } });
}

/** Where a part says that it listens. */
async function addressOf(demo: Running, part: string): Promise<string> {
  const line = await demo.says(new RegExp(`^ {2}${part} +http`));
  return /http:\/\/\S+/.exec(line)?.[0] ?? '';
}

describe('the demo', () => {
  test(
    'brings an order of every kind to its end, says so last, and leaves no process behind',
    async () => {
      const { status, stdout } = await startDemo().ended;

      const lines = stdout.trimEnd().split('\n');
      expect(lines.at(-1)).toBe('8 orders: 8 as expected, 0 not');
      expect(lines.filter((line) => /D\d{15} .* settled .* as expected$/.test(line))).toHaveLength(7);
      expect(lines.filter((line) => /D\d{15} .* needsAttention .* as expected$/.test(line))).toHaveLength(1);
      expect(stdout).toMatch(/waits for a person: issueRefused, 10200135 商品已下架/);
      expect(stdout).toMatch(/its Web UI +http:\/\/127\.0\.0\.1:\d+/);
      expect(stdout).toMatch(/Set-up took [\d.]+ s, the orders took [\d.]+ s\./);
      expect(stdout).toMatch(/The history of the first order .* has \d+ events\./);
      expect(status).toBe(0);
      expect(processesWith(mark)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'says of an order that does not come as expected what should be and what is, and fails',
    async () => {
      const demo = startDemo('--orders', '1');
      const sandbox = await addressOf(demo, 'ECPay sandbox');
      await fetch(`${sandbox}/_sandbox/faults`, { method: 'POST', body: '{"on":"issuance","kind":"fails"}' });

      const { status, stdout } = await demo.ended;
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 orders: 0 as expected, 1 not');
      expect(stdout).toContain(
        'the shop waited to be told "issued" and was told "needsAttention" (issuanceFailed: 發行失敗',
      );
      expect(stdout).toContain('status: expected settled, is needsAttention');
      expect(stdout).toContain('tickets: expected 2 redeemed, is none');
      expect(status).toBe(1);
      expect(processesWith(mark)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'says which part has ended by itself, ends the others, and fails',
    async () => {
      const demo = startDemo();
      await addressOf(demo, 'worker');
      const sandbox = processesWith(mark).find(({ command }) => command.includes('run.mjs sandbox'));
      process.kill(sandbox?.pid ?? NaN, 'SIGKILL');

      const { status, output } = await demo.ended;
      expect(output).toContain('The ECPay sandbox ended without being asked, by SIGKILL.');
      expect(status).toBe(1);
      expect(processesWith(mark)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'with --keep stays until Ctrl-C, and then ends everything',
    async () => {
      const demo = startDemo('--keep', '--orders', '1');
      await demo.says(/^1 orders: 1 as expected, 0 not$/);
      const webUi = await addressOf(demo, 'its Web UI');
      expect((await fetch(`${webUi}/namespaces/default/workflows`)).status).toBe(200);

      demo.signal('SIGINT');
      const { status, stdout } = await demo.ended;
      expect(stdout).toContain(`the orders in Temporal's Web UI  ${webUi}/namespaces/default/workflows`);
      expect(status).toBe(0);
      expect(processesWith(mark)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'leaves no process behind even when it is killed',
    async () => {
      const demo = startDemo();
      await addressOf(demo, 'its Web UI');
      demo.signal('SIGKILL');
      await demo.ended;
      await untilGone(mark);
    },
    PATIENCE,
  );
});
