/** Queries to ECPay that need no order workflow, and a payment that the sandbox makes. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paperOrder } from '../../support/orders.js';
import { startReceiverServer } from '../../support/receiver-server.js';
import { useCliWorld } from './cli-world.js';

const world = useCliWorld();

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-cli-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a query to ECPay', () => {
  test('returns an item, the escrow days, print data', async () => {
    const { run, place, until } = world();
    const item = await run(['item', 'show', 'VQT04959', '--merchant', '3085676']);
    expect(item).toMatchObject({ status: 0, out: expect.stringMatching(/ItemNo +VQT04959/) });
    expect(item.out).not.toContain('RtnCode');
    expect((await run(['escrow-days', '--merchant', '3362787', '--json'])).json()).toEqual({ EscrowDay: 365 });
    await until(await place({ order: paperOrder('Print1'), payment: { paid: {} } }), 'active');
    expect((await run(['print-data', '3085676/Print1', '--json'])).json()).toMatchObject({ MerchantTradeNo: 'Print1' });
  });

  test('exits with 4 on a refusal, with 2 for an unknown merchant, with 5 without an answer', async () => {
    const { run } = world();
    expect(await run(['item', 'show', 'NOPE', '--merchant', '3085676'])).toMatchObject({
      status: 4,
      err: expect.stringContaining('10200134'),
    });
    expect((await run(['escrow-days', '--merchant', '999'])).status).toBe(2);
    expect(await run(['escrow-days'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('Name one with --merchant'),
    });
    const env = { ECTICKET_BASE_URL: 'http://127.0.0.1:1' };
    expect((await run(['escrow-days', '--merchant', '3362787'], { env })).status).toBe(5);
  });

  test('writes a report to stdout or to a new file, and overwrites no file', async () => {
    const { run, place, until } = world();
    const escrow = { ...paperOrder('Escrow1'), merchantId: '3362787', paymentProvider: 'other' as const };
    await until(await place({ order: escrow, payment: { paid: {} } }), 'active');
    const report = (...more: string[]) => run(['report', 'orders', '--from', '20200101', '--to', '20991231', ...more]);
    expect(await report('--merchant', '3085676')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^MerchantTradeNo,/),
    });
    // ECPay allows one report per minute. No file is left behind for a refused one.
    const out = join(directory, 'report.csv');
    expect((await report('--merchant', '3085676', '--out', out)).status).toBe(4);
    await expect(readFile(out)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await report('--merchant', '3362787', '--out', out, '--json')).json()).toMatchObject({ out });
    const kept = await readFile(out, 'utf8');
    expect(kept).toContain('Escrow1');
    expect(await report('--merchant', '3085672', '--out', out)).toMatchObject({
      status: 2,
      err: expect.stringContaining('already exists'),
    });
    expect(await readFile(out, 'utf8')).toBe(kept);
    expect((await run(['report', 'tickets', '--from', '20260203', '--to', '20260101'])).err).toContain('swap them');
  });
});

test('ecticket trigger payment pays what the order waits for', async () => {
  const { run, until, server } = world();
  const receiver = await startReceiverServer(server.client);
  const stdin = JSON.stringify(paperOrder('Trigger1'));
  await run(['order', 'place', '-', '--amount', '2400'], { stdin });
  const env = { ECTICKET_CALLBACK_BASE_URL: receiver.url };
  expect(await run(['trigger', 'payment', '3085676/Trigger1'], { env })).toMatchObject({
    status: 0,
    out: expect.stringContaining('NT$2,400'),
  });
  await until({ merchantId: '3085676', merchantTradeNo: 'Trigger1' }, 'active');
  await receiver.close();
  expect(await run(['trigger', 'payment', '3085676/Missing1'])).toMatchObject({ status: 3 });
});
