import { createCipheriv } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { createReceiver, type Delivery, type ReceiverOptions } from '../../../callbacks/index.js';
import {
  checkMacValue,
  HashKeyPair,
  MerchantRegistry,
  verifyAndDecrypt,
  URL_ENCODINGS,
  STAGE_MERCHANTS,
} from '../../../ecticket/index.js';
import type { OrderRef, SignedData } from '../../../ecticket/index.js';
import { callbackBody, ISSUE_ONLY, PLATFORM, stageKeys, type CallbackParts } from '../../support/callback-requests.js';

const ESCROW = '3362787';
const NOW = Date.UTC(2026, 4, 18, 6, 30);
const REFUND = {
  MerchantID: ISSUE_ONLY,
  MerchantTradeNo: 'CBX20220302153064851',
  TradeAmount: 1000,
  TotalRefundAmount: 500,
  RefundAmount: 200,
};

/** A receiver, and what it delivered and logged. */
function receiverWith(options: Partial<ReceiverOptions> = {}) {
  const delivered: { order: OrderRef; callback: Parameters<ReceiverOptions['deliver']>[1] }[] = [];
  const lines: { level: string; message: string; [field: string]: unknown }[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, ...fields });
  };
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: (order, callback): Promise<Delivery> => {
      delivered.push({ order, callback });
      return Promise.resolve('accepted');
    },
    now: () => NOW,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    ...options,
  });
  return {
    delivered,
    lines,
    receive: (body: Uint8Array | string) => receiver.receive({ kind: 'refund', body }),
    refund: (data: unknown = REFUND, parts?: CallbackParts) =>
      receiver.receive({ kind: 'refund', body: Buffer.from(callbackBody(data, parts)) }),
  };
}

function decrypt(body: string, keys: HashKeyPair): unknown {
  return verifyAndDecrypt(JSON.parse(body) as SignedData, [keys]).value;
}

describe('a callback of ECPay', () => {
  test('is delivered to its order with its unchanged Data', async () => {
    const { refund, delivered } = receiverWith();
    await refund();
    expect(delivered).toEqual([
      {
        order: { merchantId: ISSUE_ONLY, merchantTradeNo: 'CBX20220302153064851' },
        callback: { kind: 'refund', receivedAt: '2026-05-18T06:30:00.000Z', data: REFUND },
      },
    ]);
  });

  test('is acknowledged with RtnCode 1, encrypted and signed', async () => {
    const { status, headers, body } = await receiverWith().refund();
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({
      MerchantID: ISSUE_ONLY,
      RpHeader: { Timestamp: NOW / 1000 },
      TransCode: 1,
    });
    expect(decrypt(body, stageKeys(ISSUE_ONLY))).toEqual({ RtnCode: 1, RtnMsg: '成功' });
  });

  test('is delivered by its FreeTradeNo if its MerchantTradeNo is blank', async () => {
    const { refund, delivered } = receiverWith();
    await refund({ MerchantTradeNo: '', FreeTradeNo: 'FREE1' });
    expect(delivered[0]?.order).toEqual({ merchantId: ISSUE_ONLY, freeTradeNo: 'FREE1' });
  });

  test('of a platform is decrypted and answered with the keys of the platform', async () => {
    const { refund, delivered } = receiverWith();
    const keys = stageKeys(PLATFORM);
    const { body } = await refund({ MerchantTradeNo: 'P1' }, { platformId: PLATFORM, merchantId: ESCROW, keys });
    expect(delivered[0]?.order).toEqual({ merchantId: ESCROW, platformId: PLATFORM, merchantTradeNo: 'P1' });
    expect(decrypt(body, keys)).toMatchObject({ RtnCode: 1 });
  });

  test.each(URL_ENCODINGS)('is accepted in the URL encoding %s', async (urlEncoding) => {
    const { refund, lines } = receiverWith();
    const { status } = await refund({ ...REFUND, Remark: "it's (a) ~ b*!" }, { urlEncoding });
    expect(status).toBe(200);
    expect(lines[0]?.['urlEncoding']).toBe(urlEncoding === 'rfc3986' ? undefined : urlEncoding);
  });

  test('signed with an older key is accepted and logged, and answered with the same key', async () => {
    const newest = { hashKey: 'A'.repeat(16), hashIv: 'B'.repeat(16) };
    const [older] = STAGE_MERCHANTS[ISSUE_ONLY].keys;
    const merchants = new MerchantRegistry({ [ISSUE_ONLY]: { profile: 'issueOnly', keys: [newest, older] } });
    const { refund, lines } = receiverWith({ merchants });
    const { body } = await refund();
    expect(lines[0]?.['keyIndex']).toBe(1);
    // ECPay may not have the newest key yet.
    expect(decrypt(body, stageKeys(ISSUE_ONLY))).toMatchObject({ RtnCode: 1 });
  });

  test('for an order that has ended is acknowledged and logged', async () => {
    const { refund, lines } = receiverWith({ deliver: () => Promise.resolve('ended') });
    const { body } = await refund();
    expect(decrypt(body, stageKeys(ISSUE_ONLY))).toMatchObject({ RtnCode: 1 });
    expect(lines[0]?.message).toMatch(/ended/);
  });

  test('is logged with its kind, merchant and trade number, without Data and keys', async () => {
    const { refund, lines } = receiverWith();
    await refund({ ...REFUND, CustomerName: '王珊珊' });
    expect(lines).toMatchObject([
      { level: 'info', kind: 'refund', merchantId: ISSUE_ONLY, tradeNo: REFUND.MerchantTradeNo },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/王珊珊|7b53896b742849d3|37a0ad3c6ffa428b|TradeAmount/);
  });
});

describe('ECPay must send a callback again', () => {
  test('if Temporal did not accept it', async () => {
    const { refund, lines } = receiverWith({ deliver: () => Promise.reject(new Error('14 UNAVAILABLE')) });
    expect((await refund()).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error' }]);
  });

  test('if no order has its number', async () => {
    const { refund } = receiverWith({ deliver: () => Promise.resolve('unknown') });
    expect((await refund()).status).toBe(503);
  });

  test.each([
    ['none', {}],
    ['a blank one', { MerchantTradeNo: '', FreeTradeNo: '' }],
    ['an invalid one', { MerchantTradeNo: '../../etc' }],
    ['an object', { MerchantTradeNo: { $ne: 1 } }],
  ])('if its Data has no valid trade number: %s', async (_what, data) => {
    const { refund, delivered } = receiverWith();
    expect((await refund(data)).status).toBe(503);
    expect(delivered).toEqual([]);
  });

  test("if the merchant's own registry fails, whose error message is not logged", async () => {
    const merchants = new MerchantRegistry(() => Promise.reject(new Error('postgres://shop:secret@db')));
    const { refund, lines } = receiverWith({ merchants });
    expect((await refund()).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error', reason: 'MERCHANT_LOOKUP_FAILED' }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  test('if the delivery takes too long, before ECPay stops waiting for the answer', async () => {
    jest.useFakeTimers();
    try {
      const { refund } = receiverWith({ deliver: () => new Promise(() => undefined) });
      const answer = refund();
      await jest.advanceTimersByTimeAsync(9000);
      expect((await answer).status).toBe(503);
    } finally {
      jest.useRealTimers();
    }
  });
});

/** A callback that encrypts `text` without encoding it, with the checksum of the decoded text. */
function encryptRaw(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', '7b53896b742849d3', '37a0ad3c6ffa428b');
  const Data = cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
  const CheckMacValue = checkMacValue(text.startsWith('%') ? decodeURIComponent(text) : text, stageKeys(ISSUE_ONLY));
  return JSON.stringify({ ...(JSON.parse(callbackBody(REFUND)) as object), Data, CheckMacValue });
}

/** Escapes that no encoder writes: a brace in lower case, a quote in upper case. */
const MIXED_CASE = encodeURIComponent('{"MerchantTradeNo":"\u00ffP"}').replace('%7B', '%7b');

describe('a request that is not a callback of ECPay is refused without a reason', () => {
  const envelope = JSON.parse(callbackBody(REFUND)) as Record<string, unknown>;
  const withChanges = (changes: object) => JSON.stringify({ ...envelope, ...changes });
  const unknownKeys = new HashKeyPair('x'.repeat(16), 'y'.repeat(16));

  const invalidBodies: [string, Uint8Array | string][] = [
    ['nothing', ''],
    ['invalid JSON', '{"MerchantID":'],
    ['a JSON string', '"hello"'],
    ['null', 'null'],
    ['a form', 'MerchantID=3085676&Data=abc'],
    ['broken UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a very deep list', '['.repeat(60_000)],
    ['an unknown merchant', withChanges({ MerchantID: '9999999' })],
    ['a merchant with the name of a method', withChanges({ MerchantID: 'toString' })],
    ['an unknown platform', withChanges({ PlatformID: '9999999' })],
    ['the keys of somebody else', callbackBody(REFUND, { keys: unknownKeys })],
    [
      'another merchant that poses as the platform',
      callbackBody({ MerchantTradeNo: 'P1' }, { platformId: ESCROW, keys: stageKeys(ESCROW) }),
    ],
    [
      'a platform that does not act for the merchant',
      callbackBody(
        { MerchantTradeNo: 'P1' },
        { platformId: PLATFORM, merchantId: '2000132', keys: stageKeys(PLATFORM) },
      ),
    ],
    ['Data longer than ECPay sends', callbackBody({ ...REFUND, Filler: 'x'.repeat(16 * 1024) })],
    ['Data that is not URL-encoded', encryptRaw(JSON.stringify(REFUND))],
    ['Data with escapes in mixed case', encryptRaw(MIXED_CASE)],
    ['the MerchantID of another merchant', withChanges({ MerchantID: '3362787' })],
    ['a changed checksum', withChanges({ CheckMacValue: '0'.repeat(64) })],
    ['no checksum', withChanges({ CheckMacValue: undefined })],
    ['changed Data', withChanges({ Data: String(envelope['Data']).replace(/^./, 'A') })],
    ['Data that is no Base64', withChanges({ Data: '%%%' })],
    ['Data that is a list', callbackBody([REFUND])],
    ['Data that names another merchant', callbackBody({ ...REFUND, MerchantID: '2000132' })],
  ];

  test.each(invalidBodies)('%s', async (_what, body) => {
    const { receive, delivered, lines } = receiverWith();
    expect(await receive(body)).toEqual({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'refused\n',
    });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', refusal: expect.any(String) }]);
  });

  test('a body above 64 KiB is refused without verification', async () => {
    const body = callbackBody({ ...REFUND, Filler: 'x'.repeat(64 * 1024) });
    expect((await receiverWith().receive(body)).status).toBe(413);
  });
});
