/** `ecticket trigger` with the sandbox and a receiver that records. No Temporal server: it needs none. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCallbackServer } from '../../../callbacks/index.js';
import { naming } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { withNotifyUrls } from '../../../client/notify-urls.js';
import { recordingReceiver, type RecordingReceiver } from '../../support/callback-receiver.js';
import { paperOrder } from '../../support/orders.js';
import { ecticket, type CliResult } from '../../support/run-cli.js';

let sandbox: Sandbox;
let receiver: RecordingReceiver;
let callbacks: ReturnType<typeof createCallbackServer>;
let env: Record<'ECTICKET_BASE_URL' | 'ECTICKET_CALLBACK_BASE_URL', string>;

beforeAll(async () => {
  sandbox = createSandbox();
  receiver = recordingReceiver();
  callbacks = createCallbackServer({ receiver, isReady: async () => true });
  env = {
    ECTICKET_BASE_URL: await sandbox.listen({ port: 0 }),
    ECTICKET_CALLBACK_BASE_URL: await callbacks.listen({ port: 0 }),
  };
});
afterAll(async () => {
  await callbacks.close();
  await sandbox.close();
});

function trigger(line: string, changes: Record<string, string> = {}): Promise<CliResult> {
  return ecticket(['trigger', ...line.split(' ')], { env: { ...env, ...changes } });
}

/** Issues two paper tickets. Their callbacks go to `receiverUrl`. */
async function issue(tradeNo: string, receiverUrl = env.ECTICKET_CALLBACK_BASE_URL): Promise<string[]> {
  const data = naming.toIssueData(withNotifyUrls(paperOrder(tradeNo), receiverUrl));
  await sandbox.app.inject({ method: 'POST', url: '/_sandbox/orders', payload: JSON.stringify(data) });
  return sandbox.book.order(tradeNo)?.tickets.map(({ ticketNo }) => ticketNo) ?? [];
}

describe('ecticket trigger use-status and refund', () => {
  test('change tickets, send the callback, and print both', async () => {
    const [first = '', second = ''] = await issue('Trigger1');
    const { status, out } = await trigger('use-status 3085676/Trigger1');
    const url = `${env.ECTICKET_CALLBACK_BASE_URL}/ecpay/ticket/use-status`;
    expect({ status, out }).toEqual({
      status: 0,
      out: `${first}  redeemed\ncallback use-status to ${url}: accepted, HTTP 200\n`,
    });
    expect(receiver.delivered).toEqual(['useStatus']);

    expect((await trigger('use-status 3085676/Trigger1 --cancel --json')).json()).toMatchObject({
      event: 'use-status',
      tickets: [{ ticketNo: first, state: 'unused' }],
      callbacks: [{ kind: 'useStatus', state: 'answered', attempts: [{ result: 'answered', httpStatus: 200 }] }],
    });
    const refunded = await trigger(`refund ecticket/3085676/Trigger1 --tickets ${second},${first} --fee 30 --json`);
    expect(refunded.json()).toMatchObject({
      tickets: [
        { ticketNo: first, state: 'refunded' },
        { ticketNo: second, state: 'refunded' },
      ],
      callbacks: [{ kind: 'useStatus' }, { kind: 'refund' }],
    });
    expect(sandbox.book.order('Trigger1')?.tickets.map(({ refundFee }) => refundFee)).toEqual([0, 30]);
    expect((await trigger('refund 3085676/Trigger1 --count 2 --cancel')).out).toMatch(/unused\n.* {2}unused\n/);
  });

  test('name the problem if the sandbox refuses, and change nothing', async () => {
    await issue('Trigger2');
    expect(await trigger('use-status 3085676/Trigger2 --count 3')).toMatchObject({
      status: 4,
      err: 'The sandbox refused: Requested 3, but 2 of 2 tickets are unused.\n',
    });
    expect((await trigger('refund 3085676/Trigger2 --fee 99999 --json')).json()).toMatchObject({
      error: { code: 'SANDBOX_REFUSED', reason: 'REFUSED' },
    });
    expect(await trigger('refund 3085676/Nowhere')).toMatchObject({
      status: 3,
      err: expect.stringContaining('ecticket order show 3085676/Nowhere'),
    });
    for (const options of ['--count 1 --tickets T1', '--cancel --fee 3']) {
      expect((await trigger(`refund 3085676/Trigger2 ${options}`)).status).toBe(2);
    }
    expect(sandbox.book.order('Trigger2')?.tickets.map(({ useStatus }) => useStatus)).toEqual([1, 1]);
  });

  test('exit with 1 if the receiver does not accept the callback', async () => {
    await issue('Trigger3', 'http://127.0.0.1:1');
    const { status, out, err } = await trigger('use-status 3085676/Trigger3');
    expect(status).toBe(1);
    expect(out).toMatch(/ {2}redeemed\ncallback use-status to .*: not accepted: connect ECONNREFUSED 127.0.0.1:1\n$/);
    expect(err).toContain('npm run callbacks');
  });

  test('exit with 1 if a fault delays the callback', async () => {
    await issue('Trigger4');
    const payload = JSON.stringify({ on: 'callbacks', kind: 'delay', tradeNo: 'Trigger4' });
    await sandbox.app.inject({ method: 'POST', url: '/_sandbox/faults', payload });
    const { status, out } = await trigger('use-status 3085676/Trigger4');
    expect(status).toBe(1);
    expect(out).toMatch(/ {2}redeemed\ncallback use-status to .*: delayed by a fault\n$/);
  });

  test('run in the sandbox only', async () => {
    const keys = [{ hashKey: '7h2kQ9xPzL4mWc1T', hashIv: 'b8NvR3sYd6JfG0uE' }];
    const refused = await trigger('use-status X', {
      ECTICKET_ENV: 'stage',
      ECTICKET_BASE_URL: '',
      ECTICKET_ALLOW: 'private-callbacks,temporal-without-tls',
      ECTICKET_MERCHANTS: JSON.stringify({ '1000001': { profile: 'issueOnly', keys } }),
      ECTICKET_CODEC_KEYS: `1:${randomBytes(32).toString('base64')}`,
    });
    expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('ECTICKET_ENV is stage') });
  });

  test('say how to start the sandbox, and what is wrong with its address', async () => {
    expect(await trigger('refund 3085676/X', { ECTICKET_BASE_URL: 'http://127.0.0.1:1' })).toMatchObject({
      status: 5,
      err: expect.stringContaining('npm run sandbox'),
    });
    const other: Server = createServer((_, response) => response.end('<html>')).listen(0);
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await trigger('refund 3085676/X', { ECTICKET_BASE_URL: url })).toMatchObject({
      status: 5,
      err: expect.stringContaining('something else answers there (HTTP 200)'),
    });
    other.close();
  });
});

describe('ecticket trigger payment', () => {
  test.each([
    ['aio', '/ecpay/payment/aio'],
    ['embedded', '/ecpay/payment/embedded'],
  ])('notifies the receiver as the %s checkout does', async (kind, path) => {
    const line = `payment 3085676/Paid${kind} --amount 1360 --kind ${kind}`;
    const { status, out } = await trigger(line);
    expect(out).toMatch(
      new RegExp(`^Payment \\d+ of NT\\$1,360\npayment notification to .*${path}: accepted, HTTP 200`),
    );
    expect(status).toBe(0);
    expect(receiver.delivered.at(-1)).toBe('payment');
  });

  test('exits with 1 if no receiver answers, and with 2 for a merchant without payment keys', async () => {
    const line = 'payment 3085676/Unpaid --amount 1360 --simulate';
    const missed = await trigger(`${line} --json`, { ECTICKET_CALLBACK_BASE_URL: 'http://127.0.0.1:1' });
    expect(missed.status).toBe(1);
    expect(missed.json()).toMatchObject({
      payment: { simulate: true, amount: 1360 },
      answered: false,
      problem: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await trigger('payment 3362787/Unpaid --amount 5')).toMatchObject({
      status: 2,
      err: expect.stringContaining('has no payment keys'),
    });
  });
});

test('the outcome is printed in the language of ECTICKET_LANG', async () => {
  const [ticket = ''] = await issue('Trigger0');
  const { status, out } = await trigger('use-status 3085676/Trigger0', { ECTICKET_LANG: 'zh-TW' });
  const url = `${env.ECTICKET_CALLBACK_BASE_URL}/ecpay/ticket/use-status`;
  expect({ status, out }).toEqual({
    status: 0,
    out: `${ticket}  已核銷\n使用狀態主動通知 ${url}：已接受，HTTP 200\n`,
  });
});
