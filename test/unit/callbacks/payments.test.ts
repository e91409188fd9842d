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

const ACKNOWLEDGED = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '1|OK' };
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

/** A receiver with this result for every delivery, and what it delivered and logged. */
function receiverWith(delivery: Delivery | Error, options: Partial<ReceiverOptions> = {}) {
  const delivered: { order: OrderRef; notification: unknown }[] = [];
  const lines: { level: string; message: string; [field: string]: unknown }[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, ...fields });
  };
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: (order, notification) => {
      delivered.push({ order, notification });
      return delivery instanceof Error ? Promise.reject(delivery) : Promise.resolve(delivery);
    },
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    ...options,
  });
  return { receive: (request: CallbackRequest) => receiver.receive(request), delivered, lines };
}

describe.each(SERVICES)('%s', (kind, source, body) => {
  test.each([
    ['bytes', (text: string) => Buffer.from(text)],
    ['text', (text: string) => text],
  ])('delivers a payment to the order with its number, from %s, and answers exactly 1|OK', async (_what, toBody) => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: toBody(body()) })).toEqual(ACKNOWLEDGED);
    const notification: ReceivedPayment = { kind: 'payment', payment: { ...PAYMENT, source } };
    expect(delivered).toEqual([{ order: ORDER, notification }]);
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

  test('delivers nothing if nobody has paid, and answers 1|OK', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ RtnCode: '10100248', RtnMsg: '拒絕交易' }) })).toEqual(ACKNOWLEDGED);
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([
      { message: 'received a notification without a payment', rtnCode: 10100248, rtnMsg: '拒絕交易' },
    ]);
  });

  test('delivers nothing for a simulated payment, and answers 1|OK', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ SimulatePaid: '1' }) })).toEqual(ACKNOWLEDGED);
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('simulated') }]);
  });

  test('delivers a simulated payment if simulated payments count', async () => {
    const { receive, delivered, lines } = receiverWith('accepted', { simulatedPayments: 'count' });
    expect(await receive({ kind, body: body({ SimulatePaid: '1' }) })).toEqual(ACKNOWLEDGED);
    expect(delivered).toHaveLength(1);
    expect(lines).toMatchObject([{ level: 'info', simulated: true }]);
  });

  test('delivers a payment by another method as such, and logs the method', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ PaymentType: 'ATM_TAISHIN' }) })).toEqual(ACKNOWLEDGED);
    expect(delivered).toMatchObject([{ notification: { payment: { method: 'other', source } } }]);
    expect(lines).toMatchObject([{ methodSeen: 'ATM_TAISHIN' }]);
  });

  test.each([
    ['for an order that is not placed', 'unknown', 'warn'],
    ['for an order that ended without it', 'ended', 'warn'],
    ['that Temporal did not accept', new Error('14 UNAVAILABLE'), 'error'],
  ] as const)('makes ECPay send a payment again: one %s', async (_what, delivery, level) => {
    const { receive, lines } = receiverWith(delivery);
    expect(await receive({ kind, body: body() })).toMatchObject({ status: 503, body: 'try again\n' });
    expect(lines).toMatchObject([{ level }]);
  });

  test.each(['../../etc', 'A'.repeat(26), '中文'])('finds no order with the number %s', async (MerchantTradeNo) => {
    const { receive, delivered } = receiverWith('accepted');
    expect((await receive({ kind, body: body({ MerchantTradeNo }) })).status).toBe(503);
    expect(delivered).toEqual([]);
  });

  test('refuses an unreadable notification of ECPay like a forged one, and logs an error without values', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: body({ TradeAmt: 'NT$1,360' }) })).toMatchObject({
      status: 400,
      body: 'refused\n',
    });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'error', problems: [expect.stringMatching(/^TradeAmt/)] }]);
    expect(JSON.stringify(lines)).not.toContain('1,360');
  });

  test('refuses a notification for a payment merchant that no merchant uses', async () => {
    const merchants = new MerchantRegistry({ '3362787': STAGE_MERCHANTS['3362787'] });
    const { receive, lines } = receiverWith('accepted', { merchants });
    expect(await receive({ kind, body: body() })).toMatchObject({ status: 400, body: 'refused\n' });
    expect(lines).toMatchObject([{ refusal: 'unknownMerchant', paymentMerchantId: '3002607' }]);
  });

  test("makes ECPay send again if the merchant's own registry fails", async () => {
    const merchants = new MerchantRegistry(() => Promise.reject(new Error('postgres://shop:secret@db')));
    const { receive, lines } = receiverWith('accepted', { merchants });
    expect((await receive({ kind, body: body() })).status).toBe(503);
    expect(lines).toMatchObject([{ level: 'error', reason: 'MERCHANT_LOOKUP_FAILED' }]);
  });

  const unknownKeys = new PaymentKeyPair('x'.repeat(16), 'y'.repeat(16));
  test.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['broken UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a very deep list', '['.repeat(60_000)],
    ['many fields', '&a='.repeat(20_000)],
    ['a ticket callback', callbackBody({ MerchantTradeNo: ORDER.merchantTradeNo })],
    ['a notification of the other service', kind === 'aioPayment' ? embeddedBody() : aioBody()],
    ['the keys of somebody else', kind === 'aioPayment' ? aioBody({}, unknownKeys) : embeddedBody({}, unknownKeys)],
    ['a merchant with the name of a method', body({ MerchantID: 'toString' })],
  ])('refuses without a reason: %s', async (_what, invalid) => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: invalid })).toMatchObject({ status: 400, body: 'refused\n' });
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', refusal: expect.any(String) }]);
  });
});

/** zod reads the length of any value; this one cannot be compared with a number. */
const NO_NUMBER = { length: { toString: 0 } };

test.each(['MerchantID', 'TransCode', 'Data'])('an object with a length in place of %s is refused', async (name) => {
  const { receive, lines } = receiverWith('accepted');
  const body = embeddedBody({ envelope: { [name]: NO_NUMBER } });
  expect(await receive({ kind: 'embeddedPayment', body })).toMatchObject({ status: 400 });
  expect(lines).toMatchObject([{ level: 'warn', refusal: 'malformed' }]);
});

test('a payment signed with ticket keys is refused', async () => {
  const { receive } = receiverWith('accepted');
  const [{ hashKey, hashIv }] = STAGE_MERCHANTS['3085676'].keys;
  const forged = embeddedBody({}, new PaymentKeyPair(hashKey, hashIv));
  expect((await receive({ kind: 'embeddedPayment', body: forged })).status).toBe(400);
  expect((await receive({ kind: 'embeddedPayment', body: embeddedBody({}, PAYMENT_KEYS) })).status).toBe(200);
});

describe('a manipulated notification is refused with the same answer and is not delivered', () => {
  const genuine = JSON.parse(embeddedBody()) as { Data: string };
  const flipBit = (at: number) => {
    const bytes = Buffer.from(genuine.Data, 'base64');
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return JSON.stringify({ ...genuine, Data: bytes.toString('base64') });
  };
  test.each<[string, 'aioPayment' | 'embeddedPayment', string]>([
    [
      'SimulatePaid in another case',
      'aioPayment',
      aioBody({ SimulatePaid: '1' }).replace('SimulatePaid', 'simulatepaid'),
    ],
    ['SimulatePaid inside the field before it', 'aioPayment', hideSimulatePaid()],
    ['the padding', 'embeddedPayment', flipBit(-17)],
    ['a block in the middle', 'embeddedPayment', flipBit(64)],
    ['the first block', 'embeddedPayment', flipBit(0)],
    [
      'TransCode 1 with Data that cannot be decrypted',
      'embeddedPayment',
      JSON.stringify({ ...genuine, Data: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
    ],
    ['no trade status', 'embeddedPayment', embeddedBody({ orderInfo: { TradeStatus: undefined } })],
    ['two amounts', 'embeddedPayment', embeddedBody({ data: { CardInfo: { Amount: 1 } } })],
    ['an unknown merchant', 'aioPayment', aioBody({ MerchantID: '9999999' })],
    ['a missing field', 'aioPayment', aioBody({ StoreID: undefined })],
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

test('an embedded notification before the payment is acknowledged and not delivered', async () => {
  const { receive, delivered, lines } = receiverWith('accepted');
  const body = embeddedBody({
    orderInfo: { TradeStatus: '0', PaymentType: 'ATM', PaymentDate: '' },
    data: { ATMInfo: { BankCode: '812', vAccount: '9103522175887271', ExpireDate: '2026/12/05' } },
  });
  expect(await receive({ kind: 'embeddedPayment', body })).toEqual(ACKNOWLEDGED);
  expect(delivered).toEqual([]);
  expect(lines).toMatchObject([{ message: 'received a notification without a payment' }]);
});

/** A simulated notification whose RtnMsg contains the field after it, with the same checksum. */
function hideSimulatePaid(): string {
  const form = Object.fromEntries(new URLSearchParams(aioBody({ SimulatePaid: '1' })));
  const { SimulatePaid = '', ...rest } = form;
  return new URLSearchParams({ ...rest, RtnMsg: `${form['RtnMsg'] ?? ''}&SimulatePaid=${SimulatePaid}` }).toString();
}
