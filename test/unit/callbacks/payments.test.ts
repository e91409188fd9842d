import { describe, expect, test } from '@jest/globals';
import {
  createReceiver,
  type Delivery,
  type PaymentNews,
  type Posted,
  type ReceiverOptions,
} from '../../../callbacks/index.js';
import { MerchantRegistry, PaymentKeyPair, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { callbackBody } from '../../support/callback-requests.js';
import { aioBody, embeddedBody, PAYMENT_KEYS } from '../../support/payment-notices.js';

const TAKEN = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '1|OK' };
const ORDER = { merchantId: '3085676', merchantTradeNo: 'CX202202221540568521' };
const PAYMENT = { amount: 1360, reference: '2605181430000001', paidAt: '2026-05-18T14:30:00+08:00' };
const SERVICES = [
  ['aioPayment', (fields = {}) => aioBody(fields)],
  ['embeddedPayment', (fields = {}) => embeddedBody({ data: fields, orderInfo: fields })],
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
  return { receive: (posted: Posted) => receiver.receive(posted), delivered, lines };
}

describe.each(SERVICES)('%s', (kind, body) => {
  test.each([
    ['bytes', (text: string) => Buffer.from(text)],
    ['text', (text: string) => text],
  ])('hands a payment to the order of the same number, as %s, and answers exactly 1|OK', async (_what, posted) => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect(await receive({ kind, body: posted(body()) })).toEqual(TAKEN);
    const news: PaymentNews = { kind: 'payment', payment: PAYMENT };
    expect(delivered).toEqual([{ order: ORDER, news }]);
    expect(lines[0]).toEqual({
      level: 'info',
      message: 'the order has the payment',
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
    expect(lines).toMatchObject([{ message: 'a payment was not made', rtnCode: 10100248, rtnMsg: '拒絕交易' }]);
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

  test('of ECPay that cannot be read is to be sent again, and is an error in the log, without its values', async () => {
    const { receive, delivered, lines } = receiverWith('accepted');
    expect((await receive({ kind, body: body({ TradeAmt: 'NT$1,360' }) })).status).toBe(503);
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
