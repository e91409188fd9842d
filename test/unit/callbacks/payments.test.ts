import { describe, expect, test } from '@jest/globals';
import {
  createReceiver,
  type Delivery,
  type ReceivedPayment,
  type CallbackRequest,
  type ReceiverOptions,
} from '../../../callbacks/index.js';
import { MerchantRegistry, PaymentKeyPair, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { callbackBody } from '../../support/callback-requests.js';
import { aioBody, embeddedBody, PAYMENT_KEYS } from '../../support/payment-notices.js';

const TAKEN = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '1|OK' };
const ORDER = { merchantId: '3085676', merchantTradeNo: 'CX202202221540568521' };
const PAYMENT = {
  amount: 1360,
  reference: '2605181430000001',
  paidAt: '2026-05-18T14:30:00+08:00',
  method: 'creditOneTime',
} as const;
const SERVICES = [
  ['aioPayment', 'aioNotice', (fields = {}) => aioBody(fields)],
  ['embeddedPayment', 'embeddedNotice', (fields = {}) => embeddedBody({ data: fields, orderInfo: fields })],
] as const;

/** A receiver for `delivery` as the outcome of every hand-over, with what it handed over and what it logged. */
function receiverWith(delivery: Delivery | Error, options: Partial<ReceiverOptions> = {}) {
  const delivered: { order: OrderRef; news: unknown }[] = [];
  const lines: { level: string; message: string; [field: string]: unknown }[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, ...fields });
  };
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: (order, news) => {
      delivered.push({ order, news });
      return delivery instanceof Error ? Promise.reject(delivery) : Promise.resolve(delivery);
    },
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    ...options,
  });
  return { receive: (posted: CallbackRequest) => receiver.receive(posted), delivered, lines };
}

describe.each(SERVICES)('%s', (kind, source, body) => {
  test.each([
    ['bytes', (text: string) => Buffer.from(text)],
    ['text', (text: string) => text],
  ])('hands a payment to the order of the same number, as %s, and answers exactly 1|OK', async (_what, posted) => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: posted(body()) })).toEqual(TAKEN);
    const news: ReceivedPayment = { kind: 'payment', payment: { ...PAYMENT, source } };
    expect(delivered).toEqual([{ order: ORDER, news }]);
    expect(lines[0]).toEqual({
      level: 'info',
      message: 'delivered a payment to its order',
      kind,
      merchantId: '3085676',
      paymentMerchantId: '3002607',
      tradeNo: ORDER.merchantTradeNo,
      workflowId: `ecticket/${ORDER.merchantId}/${ORDER.merchantTradeNo}`,
      reference: PAYMENT.reference,
    });
  });

  test('hands over nothing where nobody has paid, and answers 1|OK', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ RtnCode: '10100248', RtnMsg: '拒絕交易' }) })).toEqual(TAKEN);
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ message: 'received a notification without a payment', rtnCode: 10100248, rtnMsg: '拒絕交易' }]);
  });

  test('hands over nothing for a simulated payment, and answers 1|OK', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ SimulatePaid: '1' }) })).toEqual(TAKEN);
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('simulated') }]);
  });

  test('hands over a simulated payment where it is to count', async () => {
    const { receive, delivered, lines } = receiverWith('accepted', { simulatedPayments: 'count' });
    expect(await receive({ kind, body: body({ SimulatePaid: '1' }) })).toEqual(TAKEN);
    expect(delivered).toHaveLength(1);
    expect(lines).toMatchObject([{ level: 'info', simulated: true }]);
  });

  test('by another method than a credit card, once, is handed over as such, and the log says what was seen', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ PaymentType: 'ATM_TAISHIN' }) })).toEqual(TAKEN);
    expect(delivered).toMatchObject([{ news: { payment: { method: 'other', source } } }]);
    expect(lines).toMatchObject([{ methodSeen: 'ATM_TAISHIN' }]);
  });

  test.each([
    ['of an order that is not placed', 'unknown', 'warn'],
    ['of an order that ended without it', 'ended', 'warn'],
    ['that Temporal did not take', new Error('14 UNAVAILABLE'), 'error'],
  ] as const)('is to be sent again: a payment %s', async (_what, delivery, level) => {
    const { receive, lines } = receiverWith(delivery);
    expect(await receive({ kind, body: body() })).toMatchObject({ status: 503, body: 'try again\n' });
    expect(lines).toMatchObject([{ level }]);
  });

  test.each(['../../etc', 'A'.repeat(26), '中文'])('knows no order called %s', async (MerchantTradeNo) => {
    const { receive, delivered } = receiverWith('accepted');
    expect((await receive({ kind, body: body({ MerchantTradeNo }) })).status).toBe(503);
    expect(delivered).toEqual([]);
  });

  test('of ECPay that cannot be read is refused like a forged one, and is an error in the log, without its values', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ TradeAmt: 'NT$1,360' }) })).toMatchObject({
      status: 400,
      body: 'refused\n',
    });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'error', problems: [expect.stringMatching(/^TradeAmt/)] }]);
    expect(JSON.stringify(lines)).not.toContain('1,360');
  });

  test('is refused where no merchant here takes payments at that payment merchant', async () => {
    const merchants = new MerchantRegistry({ '3362787': STAGE_MERCHANTS['3362787'] });
    const { receive, lines } = receiverWith('accepted', { merchants });
    expect(await receive({ kind, body: body() })).toMatchObject({ status: 400, body: 'refused\n' });
    expect(lines).toMatchObject([{ refusal: 'unknownMerchant', paymentMerchantId: '3002607' }]);
  });

  test("is to be sent again when the merchant's own registry fails", async () => {
    const merchants = new MerchantRegistry(() => Promise.reject(new Error('postgres://shop:secret@db')));
    const { receive, lines } = receiverWith('accepted', { merchants });
    expect((await receive({ kind, body: body() })).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error', reason: 'MERCHANT_LOOKUP_FAILED' }]);
  });

  const strangers = new PaymentKeyPair('x'.repeat(16), 'y'.repeat(16));
  test.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['broken UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a very deep list', '['.repeat(60_000)],
    ['many fields', '&a='.repeat(20_000)],
    ['a ticket callback', callbackBody({ MerchantTradeNo: ORDER.merchantTradeNo })],
    ['the other service’s', kind === 'aioPayment' ? embeddedBody() : aioBody()],
    ['the keys of another', kind === 'aioPayment' ? aioBody({}, strangers) : embeddedBody({}, strangers)],
    ['a merchant named like a method', body({ MerchantID: 'toString' })],
  ])('refuses without a word: %s', async (_what, posted) => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: posted })).toMatchObject({ status: 400, body: 'refused\n' });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', refusal: expect.any(String) }]);
  });
});

test('ticket keys open no payment: a callback sealed with them is not taken for one', async () => {
  const { receive } = receiverWith('accepted');
  const [{ hashKey, hashIv }] = STAGE_MERCHANTS['3085676'].keys;
  const forged = embeddedBody({}, new PaymentKeyPair(hashKey, hashIv));
  expect((await receive({ kind: 'embeddedPayment', body: forged })).status).toBe(400);
  expect((await receive({ kind: 'embeddedPayment', body: embeddedBody({}, PAYMENT_KEYS) })).status).toBe(200);
});

describe('a notice is refused with the same words, and hands over nothing, whatever is wrong with it', () => {
  const genuine = JSON.parse(embeddedBody()) as { Data: string };
  const changed = (at: number) => {
    const bytes = Buffer.from(genuine.Data, 'base64');
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    return JSON.stringify({ ...genuine, Data: bytes.toString('base64') });
  };
  test.each<[string, 'aioPayment' | 'embeddedPayment', string]>([
    [
      'SimulatePaid in another case',
      'aioPayment',
      aioBody({ SimulatePaid: '1' }).replace('SimulatePaid', 'simulatepaid'),
    ],
    ['SimulatePaid swallowed by its neighbour', 'aioPayment', swallowed()],
    ['the padding', 'embeddedPayment', changed(-17)],
    ['a block in the middle', 'embeddedPayment', changed(64)],
    ['the first block', 'embeddedPayment', changed(0)],
    [
      'TransCode 1 without Data that opens',
      'embeddedPayment',
      JSON.stringify({ ...genuine, Data: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
    ],
    ['no trade status', 'embeddedPayment', embeddedBody({ orderInfo: { TradeStatus: undefined } })],
    ['two amounts', 'embeddedPayment', embeddedBody({ data: { CardInfo: { Amount: 1 } } })],
    ['an unknown merchant', 'aioPayment', aioBody({ MerchantID: '9999999' })],
    ['a field less', 'aioPayment', aioBody({ StoreID: undefined })],
  ])('%s', async (_what, kind, body) => {
    const { receive, delivered } = receiverWith('accepted', { simulatedPayments: 'count' });
    expect(await receive({ kind, body })).toEqual({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'refused\n',
    });
    expect(delivered).toEqual([]);
  });
});

test('an embedded notice of an order that is not paid yet is no payment, and is answered', async () => {
  const { receive, delivered, lines } = receiverWith('accepted');
  const body = embeddedBody({
    orderInfo: { TradeStatus: '0', PaymentType: 'ATM', PaymentDate: '' },
    data: { ATMInfo: { BankCode: '812', vAccount: '9103522175887271', ExpireDate: '2026/12/05' } },
  });
  expect(await receive({ kind: 'embeddedPayment', body })).toEqual(TAKEN);
  expect(delivered).toEqual([]);
  expect(lines).toMatchObject([{ message: 'received a notification without a payment' }]);
});

/** A simulated notice whose RtnMsg takes in the field after it, under the same checksum. */
function swallowed(): string {
  const form = Object.fromEntries(new URLSearchParams(aioBody({ SimulatePaid: '1' })));
  const { SimulatePaid = '', ...rest } = form;
  return new URLSearchParams({ ...rest, RtnMsg: `${form['RtnMsg'] ?? ''}&SimulatePaid=${SimulatePaid}` }).toString();
}
