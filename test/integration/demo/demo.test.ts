/** The demo with every process that it starts, as a newcomer runs it. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { killAll, newMark, processesWith, untilGone } from '../../support/marked-processes.js';
import { start, type Running } from '../scripts/run-script.js';

/** The demo starts five processes, which takes long on a busy machine. */
const TIMEOUT_MS = 300_000;

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

/** Removes the padding of a table's columns. */
function withoutPadding(line: string): string {
  return line.trim().replaceAll(/ +/g, ' ');
}

/** Returns the address that the demo prints for a process. */
async function addressOf(demo: Running, part: string): Promise<string> {
  const line = await demo.waitForLine(new RegExp(`^ {2}${part} +http`));
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

/** Sends a request as the Web UI does: a POST if there is a body. */
async function fetchJson(url: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-namespace': 'default' };
  const response = await fetch(url, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
  return await response.json();
}

/** Checks that Temporal's history does not show the customer's name, and that the Web UI's codec server decrypts it. */
async function expectEncrypted(demo: Running, codec: string): Promise<void> {
  const first = await demo.waitForLine(/^ {2}the first order +http/);
  const [webUi, workflow = ''] = (/http:\S+/.exec(first)?.[0] ?? '').split('/namespaces/default/workflows/');
  const api = `${webUi}/api/v1`;
  expect(await fetchJson(`${api}/settings`)).toMatchObject({ Codec: { Endpoint: codec } });

  const { history } = (await fetchJson(`${api}/namespaces/default/workflows/${workflow}/history`)) as History;
  const { payloads } = history.events[0]?.workflowExecutionStartedEventAttributes.input ?? {};
  expect(textOf(payloads?.[0])).not.toContain('王珊珊');
  const decoded = (await fetchJson(`${codec}/decode`, { payloads })) as { payloads: Payload[] };
  expect(textOf(decoded.payloads[0])).toContain('王珊珊');
}

function textOf(payload: Payload | undefined): string {
  return Buffer.from(payload?.data ?? '', 'base64').toString();
}

/** What the demo prints per order: its title, one of its progress lines, and its result. */
const ORDERS: readonly (readonly [title: string, progress: string, result: string])[] = [
  ['electronic, two visits', 'the customer pays NT$1,360 at ECPay', 'settled 2 redeemed'],
  ['convenience store, refund', 'event refunded: 1 ticket', 'settled 2 redeemed, 1 refunded'],
  ['paper, issued at once', 'order placed, already paid', 'settled 4 redeemed'],
  ['serial numbers only', 'pays NT$3,000 at another provider', 'settled 2 redeemed'],
  ['gift vouchers only', 'order placed, nothing to pay', 'settled 3 redeemed'],
  ['pickup and gift mixed', 'event issued: 3 tickets', 'settled 3 redeemed'],
  ['sold by a platform', 'event issued: 2 tickets', 'settled 2 redeemed'],
  ['paid at AIO checkout', 'the customer pays NT$900 at AIO', 'settled 2 redeemed'],
  ['paid by card and in cash', 'event unexpectedPayment: NT$1,200 to return', 'settled 1 redeemed'],
  ['not paid in time', 'event cancelled', 'cancelled'],
  ['two clerks, one ticket', 'is refused: ALREADY_REDEEMED by', 'settled 2 redeemed'],
  [
    'escrow, merchant refunds',
    'event refundConfirmed: the bank has refunded NT$1,200',
    'settled 2 redeemed, 1 refunded',
  ],
  ['first callback lost', 'the callback is lost', 'settled 1 redeemed'],
  ['issued in the back office', 'the callback starts a workflow that adopts it', 'settled 2 redeemed'],
  ['refused, then corrected', 'an operator (the demo) resubmits it corrected', 'settled 1 redeemed'],
  ['off sale, refused', 'event needsAttention: ', 'needsAttention'],
];

describe('the demo', () => {
  test(
    'runs an order of every kind to its end, prints the result last, and leaves no process running',
    async () => {
      const { status, stdout } = await startDemo().ended;

      const lines = stdout.trimEnd().split('\n');
      expect(lines.at(-1)).toBe('16 orders: 16 as expected, 0 not');
      const progressLines = lines.filter((line) => /^ *[\d.]+ s {2}D\d{15} /.test(line));
      const table = lines.filter((line) => / D\d{15} .* as expected$/.test(line));
      for (const [title, progress, result] of ORDERS) {
        expect(progressLines).toContainEqual(
          expect.stringMatching(` ${title} .*${progress.replaceAll(/[$()]/g, '\\$&')}`),
        );
        expect(table.map(withoutPadding)).toContainEqual(
          expect.stringMatching(`^${title} D\\d{15} ${result} as expected$`),
        );
      }
      expect(table).toHaveLength(ORDERS.length);
      expect(stdout).toMatch(/D\d{15} was corrected by an operator: the demo, as the operator: two digits/);
      expect(stdout).toMatch(/needs attention: issueRefused, 10200135 商品已下架/);
      expect(stdout).toMatch(/Temporal Web UI +http:\/\/127\.0\.0\.1:\d+/);
      expect(stdout).toMatch(/Set-up took [\d.]+ s, the orders took [\d.]+ s\./);
      expect(stdout).toMatch(/The history of the first order .* has \d+ events\./);
      expect(status).toBe(0);
      expect(processesWith(mark)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'prints the expected and actual values of an order that does not end as expected, and exits with 1',
    async () => {
      const demo = startDemo('--orders', '1');
      const sandbox = await addressOf(demo, 'ECPay sandbox');
      await fetch(`${sandbox}/_sandbox/faults`, { method: 'POST', body: '{"on":"issuance","kind":"fails"}' });

      const { status, stdout } = await demo.ended;
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 orders: 0 as expected, 1 not');
      expect(stdout).toContain(
        'the merchant expected the event "issued" and received "needsAttention" (issuanceFailed: 發行失敗',
      );
      expect(stdout).toContain('status: expected settled, is needsAttention');
      expect(stdout).toContain('tickets: expected 2 redeemed, is none');
      expect(status).toBe(1);
      expect(processesWith(mark)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'names a process that ended unexpectedly, stops the others, and exits with 1',
    async () => {
      const demo = startDemo();
      await addressOf(demo, 'worker');
      const sandbox = processesWith(mark).find(({ command }) => command.includes('run.mjs sandbox'));
      process.kill(sandbox?.pid ?? NaN, 'SIGKILL');

      const { status, output } = await demo.ended;
      expect(output).toContain('The ECPay sandbox ended unexpectedly, by SIGKILL.');
      expect(status).toBe(1);
      expect(processesWith(mark)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'with --keep runs until Ctrl-C, decrypts histories only through the codec server, and then stops all processes',
    async () => {
      const demo = startDemo('--keep', '--orders', '1');
      await demo.waitForLine(/^1 orders: 1 as expected, 0 not$/);
      const webUi = await addressOf(demo, 'Temporal Web UI');
      expect((await fetch(`${webUi}/namespaces/default/workflows`)).status).toBe(200);
      const [, settingsFile = ''] = /set -a; \. (\S+);/.exec(await demo.waitForLine(/set -a/)) ?? [];
      const settings = await readFile(settingsFile, 'utf8');
      expect(settings).toContain(`ECTICKET_UI_URL=${webUi}\n`);
      expect(settings).toMatch(/^ECTICKET_CODEC_KEYS=demo:\S{44}$/m);
      await expectEncrypted(demo, await addressOf(demo, 'codec server'));

      demo.signal('SIGINT');
      const { status, stdout } = await demo.ended;
      await expect(readFile(settingsFile, 'utf8')).rejects.toThrow('ENOENT');
      expect(stdout).toMatch(/^ {2}orders in Temporal's Web UI +http/m);
      expect(stdout).toContain(` ${webUi}/namespaces/default/workflows\n`);
      expect(status).toBe(0);
      expect(processesWith(mark)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'leaves no process running even if it is killed',
    async () => {
      const demo = startDemo();
      await addressOf(demo, 'Temporal Web UI');
      demo.signal('SIGKILL');
      await demo.ended;
      await untilGone(mark);
    },
    TIMEOUT_MS,
  );
});
