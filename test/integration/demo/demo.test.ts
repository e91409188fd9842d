/** The demo as a newcomer runs it, with every process that it starts. */
import { readFile } from 'node:fs/promises';
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

/** A line of a table, whatever the width of its columns. */
function words(line: string): string {
  return line.trim().replaceAll(/ +/g, ' ');
}

/** Where a part says that it listens. */
async function addressOf(demo: Running, part: string): Promise<string> {
  const line = await demo.says(new RegExp(`^ {2}${part} +http`));
  return /http:\/\/\S+/.exec(line)?.[0] ?? '';
}

interface Payload {
  readonly data: string;
}

interface History {
  readonly history: {
    readonly events: readonly {
      readonly workflowExecutionStartedEventAttributes: { readonly input: { readonly payloads: readonly Payload[] } };
    }[];
  };
}

/** As the Web UI asks: with a body, by POST. */
async function json(url: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-namespace': 'default' };
  const response = await fetch(url, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
  return await response.json();
}

/** The customer's name is in no history as Temporal has it, and is read through the codec server that the Web UI is told of. */
async function expectEncrypted(demo: Running, codec: string): Promise<void> {
  const first = await demo.says(/^ {2}the first order +http/);
  const [webUi, workflow = ''] = (/http:\S+/.exec(first)?.[0] ?? '').split('/namespaces/default/workflows/');
  const api = `${webUi}/api/v1`;
  expect(await json(`${api}/settings`)).toMatchObject({ Codec: { Endpoint: codec } });

  const { history } = (await json(`${api}/namespaces/default/workflows/${workflow}/history`)) as History;
  const { payloads } = history.events[0]?.workflowExecutionStartedEventAttributes.input ?? {};
  expect(textOf(payloads?.[0])).not.toContain('王珊珊');
  const opened = (await json(`${codec}/decode`, { payloads })) as { payloads: Payload[] };
  expect(textOf(opened.payloads[0])).toContain('王珊珊');
}

function textOf(payload: Payload | undefined): string {
  return Buffer.from(payload?.data ?? '', 'base64').toString();
}

/** What a spectator sees of each order: its title, something that happens to it, and how it ends. */
const ROADS: readonly (readonly [title: string, happens: string, end: string])[] = [
  ['electronic, two visits', 'the customer pays NT$1,360 at ECPay', 'settled 2 redeemed'],
  ['convenience store, refund', 'shop told: 1 ticket refunded', 'settled 2 redeemed, 1 refunded'],
  ['paper, issued at once', 'placed, paid already', 'settled 4 redeemed'],
  ['serial numbers only', 'pays NT$3,000 at another provider', 'settled 2 redeemed'],
  ['gift vouchers only', 'placed, nothing to pay', 'settled 3 redeemed'],
  ['pickup and gift mixed', 'shop told: 3 tickets issued', 'settled 3 redeemed'],
  ['sold by a platform', 'shop told: 2 tickets issued', 'settled 2 redeemed'],
  ['paid at AIO checkout', 'the customer pays NT$900 at AIO', 'settled 2 redeemed'],
  ['embedded checkout, cash', 'shop told: NT$1,200 to give back', 'settled 1 redeemed'],
  ['not paid in time', 'shop told: cancelled', 'cancelled'],
  ["the merchant's own till", 'is told ALREADY_REDEEMED, by', 'settled 2 redeemed'],
  ['escrow, own refund desk', 'shop told: NT$1,200 given back by the bank', 'settled 2 redeemed, 1 refunded'],
  ['first callback lost', 'the callback is lost', 'settled 1 redeemed'],
  ["from ECPay's back office", 'the callback has it adopted', 'settled 2 redeemed'],
  ['refused, then fixed', 'shop manager (the demo) resubmits it', 'settled 1 redeemed'],
  ['off sale, refused', 'shop told: needs a person', 'needsAttention'],
];

describe('the demo', () => {
  test(
    'brings an order of every kind down every road to its end, says so last, and leaves no process behind',
    async () => {
      const { status, stdout } = await startDemo().ended;

      const lines = stdout.trimEnd().split('\n');
      expect(lines.at(-1)).toBe('16 orders: 16 as expected, 0 not');
      const story = lines.filter((line) => /^ *[\d.]+ s {2}D\d{15} /.test(line));
      const table = lines.filter((line) => / D\d{15} .* as expected$/.test(line));
      for (const [title, happens, end] of ROADS) {
        expect(story).toContainEqual(expect.stringMatching(` ${title} .*${happens.replaceAll(/[$()]/g, '\\$&')}`));
        expect(table.map(words)).toContainEqual(expect.stringMatching(`^${title} D\\d{15} ${end} as expected$`));
      }
      expect(table).toHaveLength(ROADS.length);
      expect(stdout).toMatch(/D\d{15} was put right by a person: the demo, playing the shop manager: two digits/);
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
    'with --keep stays until Ctrl-C, its histories readable through the codec server alone, and then ends everything',
    async () => {
      const demo = startDemo('--keep', '--orders', '1');
      await demo.says(/^1 orders: 1 as expected, 0 not$/);
      const webUi = await addressOf(demo, 'its Web UI');
      expect((await fetch(`${webUi}/namespaces/default/workflows`)).status).toBe(200);
      const [, settingsFile = ''] = /set -a; \. (\S+);/.exec(await demo.says(/set -a/)) ?? [];
      const settings = await readFile(settingsFile, 'utf8');
      expect(settings).toContain(`ECTICKET_UI_URL=${webUi}\n`);
      expect(settings).toMatch(/^ECTICKET_CODEC_KEYS=demo:\S{44}$/m);
      await expectEncrypted(demo, await addressOf(demo, 'codec server'));

      demo.signal('SIGINT');
      const { status, stdout } = await demo.ended;
      await expect(readFile(settingsFile, 'utf8')).rejects.toThrow('ENOENT');
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
