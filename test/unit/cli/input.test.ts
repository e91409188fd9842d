/** Input of the command line: files, stdin, answers to prompts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { confirm } from '../../../cli/confirm.js';
import { readJson, readOrderJson } from '../../../cli/read-order-json.js';
import { EN } from '../../../cli/texts/index.js';
import { CommandContext } from '../../../cli/command-context.js';
import { parseCodecKeys } from '../../../codec/index.js';
import { ecticket } from '../../support/run-cli.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-cli-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function ioWith(text: string, isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end(text);
  const stderr = new PassThrough();
  return { env: {}, stdin, stdout: new PassThrough(), stderr };
}

describe('JSON input', () => {
  test('is read from a file, with or without a byte order mark, or from stdin', async () => {
    const file = join(directory, 'order.json');
    await writeFile(file, '\uFEFF{"operator":"王"}');
    expect(await readJson(file, ioWith('', false))).toEqual({ operator: '王' });
    expect(await readJson('-', ioWith('{"a":1}', false))).toEqual({ a: 1 });
  });

  test('is not quoted in the error if it is invalid: it may be personal data', async () => {
    const reading = readJson('-', ioWith('{"customerName": 王珊珊, "customerPhone": "0912345678"}', false));
    await expect(reading).rejects.toThrow(
      /^stdin is not JSON( \(at character \d+\))?\. Write the order as one JSON object\.$/,
    );
    await expect(readJson('-', ioWith('', false))).rejects.toThrow('stdin is not JSON');
  });

  test('names the file that cannot be read', async () => {
    await expect(readJson(join(directory, 'none.json'), ioWith('', false))).rejects.toThrow(
      'none.json cannot be read (ENOENT)',
    );
    await expect(readJson(directory, ioWith('', false))).rejects.toThrow('cannot be read (EISDIR)');
  });
});

describe('an order read from JSON', () => {
  const readOrder = async (json: unknown) => {
    const io = ioWith(JSON.stringify(json), false);
    const order = await readOrderJson('-', new CommandContext(io, {}));
    return { order, note: String(io.stderr.read() ?? '') };
  };

  test('is translated from the names of ECPay’s page, with a note', async () => {
    const { order, note } = await readOrder({
      PlatformID: null,
      MerchantID: '2000132',
      MerchantTradeNo: 'CBX20220302153064851',
      IssueType: '3',
      IsImmediate: '2',
      Operator: 'AngelaChan',
      CustomerName: '王珊珊',
      TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 8, StartDate: '20240101' }],
    });
    expect(order).toEqual({
      merchantId: '2000132',
      merchantTradeNo: 'CBX20220302153064851',
      issueType: 'electronic',
      availability: 'fromStartDate',
      operator: 'AngelaChan',
      customerName: '王珊珊',
      items: [{ itemNo: 'VQT04959', quantity: 8, startDate: '20240101' }],
    });
    expect(note).toMatch(/^The order is written in the names of ECPay's Issue page .*MerchantID merchantId/);
    expect(note).not.toContain('王');
  });

  test('is passed to the client unchanged, even if it is not an order', async () => {
    for (const json of [{ merchantId: '1', items: [] }, null, [], 'order', { MerchantID: '1', TicketInfo: [null] }]) {
      expect(await readOrder(json)).toEqual({ order: json, note: '' });
    }
  });
});

describe('the confirmation prompt', () => {
  test.each(['y', 'Y', 'yes', ' yes '])('accepts %j as yes', async (answer) => {
    await expect(confirm('Refund?', {}, { io: ioWith(`${answer}\n`, true), texts: EN })).resolves.toBeUndefined();
  });

  test.each(['', 'n', 'yesterday', 'yeah'])('treats %j as no', async (answer) => {
    await expect(confirm('Refund?', {}, { io: ioWith(`${answer}\n`, true), texts: EN })).rejects.toMatchObject({
      code: 'DECLINED',
    });
  });

  test('treats a closed terminal as no', async () => {
    await expect(confirm('Refund?', {}, { io: ioWith('', true), texts: EN })).rejects.toMatchObject({
      code: 'DECLINED',
    });
  });

  test('requires --yes without a terminal', async () => {
    await expect(confirm('Refund?', {}, { io: ioWith('y\n', false), texts: EN })).rejects.toThrow('confirm with --yes');
    await expect(confirm('Refund?', { yes: true }, { io: ioWith('', false), texts: EN })).resolves.toBeUndefined();
  });

  test('goes to stderr, because stdout is for the outcome', async () => {
    const io = ioWith('y\n', true);
    await confirm('Refund 2 tickets?', {}, { io, texts: EN });
    expect(String(io.stderr.read())).toContain('Refund 2 tickets? [y/N]');
    expect(io.stdout.read()).toBeNull();
  });
});

describe('ecticket keys new', () => {
  test('prints a new key for the setting alone on stdout', async () => {
    const [one, two] = [await ecticket(['keys', 'new']), await ecticket(['keys', 'new'])];
    expect(one.status).toBe(0);
    expect(one.out).not.toBe(two.out);
    const keys = parseCodecKeys(`${one.out.trim()},${two.out.trim()}`);
    expect(keys.map(({ key }) => key.symmetricKeySize)).toEqual([32, 32]);
    expect(one.err).toContain('ECTICKET_CODEC_KEYS=');
    expect(one.err).not.toContain(one.out.trim().split(':')[1]);
  });

  test('names the setting that the key is for, and how to replace a key', async () => {
    const { out, err } = await ecticket(['keys', 'new', '--for', 'codes']);
    expect(parseCodecKeys(out.trim())).toHaveLength(1);
    expect(err).toMatch(/1\. ECTICKET_CODE_KEYS=<current value>,<this line>.*\n.*2\. ECTICKET_CODE_KEYS=<this line>,/);
    expect(err).not.toContain('ECTICKET_CODEC_KEYS');
    expect((await ecticket(['keys', 'new', '--for', 'webhooks'])).status).toBe(2);
  });

  test('accepts a key id and rejects an invalid one', async () => {
    const { json } = await ecticket(['keys', 'new', '--id', '2026-11', '--json']);
    const { id, key, entry } = json() as Record<string, string>;
    expect({ id, entry }).toEqual({ id: '2026-11', entry: `2026-11:${key ?? ''}` });
    for (const wrong of ['a b', '', 'a:b', 'a,b', 'x'.repeat(65)]) {
      expect((await ecticket(['keys', 'new', '--id', wrong])).status).toBe(2);
    }
  });
});

test('a command reports all mistakes in the settings and does nothing else', async () => {
  const env = { ECTICKET_ENV: 'production', ECTICKET_PROVIDER_RATE: 'fast' };
  const { status, out, err } = await ecticket(['order', 'list'], { env });
  expect({ status, out }).toEqual({ status: 2, out: '' });
  for (const name of ['ECTICKET_PROVIDER_RATE', 'ECTICKET_CODEC_KEYS', 'ECTICKET_MERCHANTS'])
    expect(err).toContain(`- ${name} `);
  const { error } = (await ecticket(['order', 'list', '--json'], { env })).json() as { error: { code: string } };
  expect(error.code).toBe('INVALID_SETTINGS');
});
