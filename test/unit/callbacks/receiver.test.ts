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

/** A receiver, with what it handed over and what it logged. */
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

function opened(body: string, keys: HashKeyPair): unknown {
  return verifyAndDecrypt(JSON.parse(body) as SignedData, [keys]).value;
}

describe('a callback of ECPay', () => {
  test('is handed to its order, its Data as received', async () => {
    const { refund, delivered } = receiverWith();
    await refund();
    expect(delivered).toEqual([
      {
        order: { merchantId: ISSUE_ONLY, merchantTradeNo: 'CBX20220302153064851' },
        callback: { kind: 'refund', receivedAt: '2026-05-18T06:30:00.000Z', data: REFUND },
      },
    ]);
  });

  test('is answered with RtnCode 1, sealed', async () => {
    const { status, headers, body } = await receiverWith().refund();
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({
      MerchantID: ISSUE_ONLY,
      RpHeader: { Timestamp: NOW / 1000 },
      TransCode: 1,
    });
    expect(opened(body, stageKeys(ISSUE_ONLY))).toEqual({ RtnCode: 1, RtnMsg: '成功' });
  });

  test('is found by its FreeTradeNo where its MerchantTradeNo is blank', async () => {
    const { refund, delivered } = receiverWith();
    await refund({ MerchantTradeNo: '', FreeTradeNo: 'FREE1' });
    expect(delivered[0]?.order).toEqual({ merchantId: ISSUE_ONLY, freeTradeNo: 'FREE1' });
  });

  test('of a platform is opened and answered with the keys of the platform', async () => {
    const { refund, delivered } = receiverWith();
    const keys = stageKeys(PLATFORM);
    const { body } = await refund({ MerchantTradeNo: 'P1' }, { platformId: PLATFORM, merchantId: ESCROW, keys });
    expect(delivered[0]?.order).toEqual({ merchantId: ESCROW, platformId: PLATFORM, merchantTradeNo: 'P1' });
    expect(opened(body, keys)).toMatchObject({ RtnCode: 1 });
  });

  test.each(URL_ENCODINGS)('is taken in the spelling %s', async (spelling) => {
    const { refund, lines } = receiverWith();
    const { status } = await refund({ ...REFUND, Remark: "it's (a) ~ b*!" }, { spelling });
    expect(status).toBe(200);
    expect(lines[0]?.['urlEncoding']).toBe(spelling === 'rfc3986' ? undefined : spelling);
  });

  test('sealed with an older key is taken, said so, and answered with the newest', async () => {
    const newest = { hashKey: 'A'.repeat(16), hashIv: 'B'.repeat(16) };
    const [older] = STAGE_MERCHANTS[ISSUE_ONLY].keys;
    const merchants = new MerchantRegistry({ [ISSUE_ONLY]: { profile: 'issueOnly', keys: [newest, older] } });
    const { refund, lines } = receiverWith({ merchants });
    const { body } = await refund();
    expect(lines[0]?.['keyIndex']).toBe(1);
    expect(opened(body, new HashKeyPair(newest.hashKey, newest.hashIv))).toMatchObject({ RtnCode: 1 });
  });

  test('for an order that has ended is answered with RtnCode 1, and logged', async () => {
    const { refund, lines } = receiverWith({ deliver: () => Promise.resolve('ended') });
    const { body } = await refund();
    expect(opened(body, stageKeys(ISSUE_ONLY))).toMatchObject({ RtnCode: 1 });
    expect(lines[0]?.message).toMatch(/ended/);
  });

  test('leaves a line with kind, merchant and trade number, and neither Data nor a key', async () => {
    const { refund, lines } = receiverWith();
    await refund({ ...REFUND, CustomerName: '王珊珊' });
    expect(lines).toMatchObject([
      { level: 'info', kind: 'refund', merchantId: ISSUE_ONLY, tradeNo: REFUND.MerchantTradeNo },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/王珊珊|7b53896b742849d3|37a0ad3c6ffa428b|TradeAmount/);
  });
});

describe('ECPay is asked to send again', () => {
  test('when Temporal did not take the callback', async () => {
    const { refund, lines } = receiverWith({ deliver: () => Promise.reject(new Error('14 UNAVAILABLE')) });
    expect((await refund()).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error' }]);
  });

  test('when no order here has the number', async () => {
    const { refund } = receiverWith({ deliver: () => Promise.resolve('unknown') });
    expect((await refund()).status).toBe(503);
  });

  test.each([
    ['none', {}],
    ['a blank one', { MerchantTradeNo: '', FreeTradeNo: '' }],
    ['one that cannot be', { MerchantTradeNo: '../../etc' }],
    ['one that is an object', { MerchantTradeNo: { $ne: 1 } }],
  ])('when the Data has no trade number: %s', async (_what, data) => {
    const { refund, delivered } = receiverWith();
    expect((await refund(data)).status).toBe(503);
    expect(delivered).toEqual([]);
  });

  test("when the merchant's own registry fails, and its error is not logged", async () => {
    const merchants = new MerchantRegistry(() => Promise.reject(new Error('postgres://shop:secret@db')));
    const { refund, lines } = receiverWith({ merchants });
    expect((await refund()).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error', reason: 'MERCHANT_LOOKUP_FAILED' }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  test('before it stops waiting, when the hand-over takes too long', async () => {
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

/** A callback whose encrypted text is `text` as it stands, with the checksum of what it decodes to. */
function sealedRaw(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', '7b53896b742849d3', '37a0ad3c6ffa428b');
  const Data = cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
  const CheckMacValue = checkMacValue(text.startsWith('%') ? decodeURIComponent(text) : text, stageKeys(ISSUE_ONLY));
  return JSON.stringify({ ...(JSON.parse(callbackBody(REFUND)) as object), Data, CheckMacValue });
}

/** What no encoder writes: a brace in lower case, a quote in upper. */
const MIXED_CASE = encodeURIComponent('{"MerchantTradeNo":"\u00ffP"}').replace('%7B', '%7b');

describe('what is not of ECPay is refused without a word', () => {
  const envelope = JSON.parse(callbackBody(REFUND)) as Record<string, unknown>;
  const changed = (changes: object) => JSON.stringify({ ...envelope, ...changes });
  const strangersKeys = new HashKeyPair('x'.repeat(16), 'y'.repeat(16));

  const notEcpays: [string, Uint8Array | string][] = [
    ['nothing', ''],
    ['no JSON', '{"MerchantID":'],
    ['a JSON text', '"hello"'],
    ['null', 'null'],
    ['a form', 'MerchantID=3085676&Data=abc'],
    ['broken UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a very deep list', '['.repeat(60_000)],
    ['an unknown merchant', changed({ MerchantID: '9999999' })],
    ['a merchant named like a method', changed({ MerchantID: 'toString' })],
    ['an unknown platform', changed({ PlatformID: '9999999' })],
    ['the keys of another', callbackBody(REFUND, { keys: strangersKeys })],
    [
      'another merchant that poses as its platform',
      callbackBody({ MerchantTradeNo: 'P1' }, { platformId: ESCROW, keys: stageKeys(ESCROW) }),
    ],
    [
      'a platform for a merchant for whom it does not act',
      callbackBody(
        { MerchantTradeNo: 'P1' },
        { platformId: PLATFORM, merchantId: '2000132', keys: stageKeys(PLATFORM) },
      ),
    ],
    ['Data longer than any of ECPay', callbackBody({ ...REFUND, Filler: 'x'.repeat(16 * 1024) })],
    ['Data that is not URL-encoded', sealedRaw(JSON.stringify(REFUND))],
    ['Data in which the digits of escapes vary in case', sealedRaw(MIXED_CASE)],
    ['the merchant of another', changed({ MerchantID: '3362787' })],
    ['a changed checksum', changed({ CheckMacValue: '0'.repeat(64) })],
    ['no checksum', changed({ CheckMacValue: undefined })],
    ['changed Data', changed({ Data: String(envelope['Data']).replace(/^./, 'A') })],
    ['Data that is no Base64', changed({ Data: '%%%' })],
    ['Data that is a list', callbackBody([REFUND])],
    ['Data that names another merchant', callbackBody({ ...REFUND, MerchantID: '2000132' })],
  ];

  test.each(notEcpays)('%s', async (_what, body) => {
    const { receive, delivered, lines } = receiverWith();
    expect(await receive(body)).toEqual({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'refused\n',
    });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', refusal: expect.any(String) }]);
  });

  test('a body above 64 KiB is not even looked at', async () => {
    const body = callbackBody({ ...REFUND, Filler: 'x'.repeat(64 * 1024) });
    expect((await receiverWith().receive(body)).status).toBe(413);
  });
});
