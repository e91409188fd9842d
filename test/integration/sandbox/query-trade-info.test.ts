import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MerchantRegistry, PaymentApi, STAGE_MERCHANTS, type PaymentApiOptions } from '../../../ecticket/index.js';
import { aioCheckMacValue } from '../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import { ISSUE_ONLY, newTradeNo, startParts, type Parts } from './support/parts.js';
import { startReceiver } from './support/receiver.js';

const PATH = '/Cashier/QueryTradeInfo/V5';
const MINUTE = 60_000;

let parts: Parts;
/** Clients and receivers to close after each test. */
let opened: { close(): unknown }[] = [];
beforeEach(async () => {
  parts = await startParts();
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
  await parts.close();
});

function paymentApi(changes: Partial<PaymentApiOptions> = {}): PaymentApi {
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const client = new PaymentApi({ merchants, baseUrl: parts.url, ...changes });
  opened.push(client);
  return client;
}

const query = (merchantTradeNo: string, client = paymentApi()) =>
  client.queryTrade({ merchantId: ISSUE_ONLY, merchantTradeNo });

async function pay(merchantTradeNo: string, changes: object = {}): Promise<string> {
  const given = { kind: 'aio', merchantTradeNo, amount: 1_360, ...changes };
  const { status, body } = await parts.control('POST', '/payments', given);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { tradeNo: string }).tradeNo;
}

describe('QueryTradeInfo', () => {
  test.each(['aio', 'embedded'])('returns a payment by %s of which the merchant was not notified', async (kind) => {
    const merchantTradeNo = newTradeNo();
    const before = parts.sandbox.clock.now() - 1_000;
    const reference = await pay(merchantTradeNo, { kind });
    const trade = await query(merchantTradeNo);
    expect(trade).toMatchObject({ paid: true, amount: 1_360, reference });
    const paidAt = Date.parse((trade.paid && trade.paidAt) || '');
    expect(paidAt).toBeGreaterThan(before);
    expect(paidAt).toBeLessThanOrEqual(parts.sandbox.clock.now());
  });

  test('returns a payment as soon as the merchant is notified', async () => {
    const receiver = await startReceiver();
    opened.push(receiver);
    const merchantTradeNo = newTradeNo();
    const reported = new Promise((resolve, reject) => {
      receiver.answerWith((_notice, response) => {
        const answer = () => response.end('1|OK');
        void query(merchantTradeNo).then(resolve, reject).finally(answer);
      });
    });
    const reference = await pay(merchantTradeNo, { notifyUrl: receiver.url });
    await expect(reported).resolves.toMatchObject({ paid: true, reference });
  });

  test('returns no payment for an unknown number', async () => {
    await pay(newTradeNo());
    await expect(query(newTradeNo())).resolves.toEqual({ paid: false, tradeStatus: '10200047' });
  });

  test('returns a delayed payment only after the delay', async () => {
    const merchantTradeNo = newTradeNo();
    const reference = await pay(merchantTradeNo, { bookedAfter: '10 minutes' });
    await parts.sandbox.clock.advance(9 * MINUTE);
    await expect(query(merchantTradeNo)).resolves.toEqual({ paid: false, tradeStatus: '0' });
    await parts.sandbox.clock.advance(MINUTE);
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true, reference });
  });

  test('returns a simulated payment as unpaid', async () => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo, { simulate: true });
    await expect(query(merchantTradeNo)).resolves.toEqual({ paid: false, tradeStatus: '0' });
    const reference = await pay(merchantTradeNo);
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true, reference });
  });

  test('returns the first of two payments', async () => {
    const merchantTradeNo = newTradeNo();
    const reference = await pay(merchantTradeNo);
    await pay(merchantTradeNo, { amount: 1 });
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true, amount: 1_360, reference });
  });

  test('returns a merchant’s own payments, signed with its own keys', async () => {
    await parts.close();
    const aio = { merchantId: '2000132', hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' };
    parts = await startParts({ paymentMerchants: { aio } });
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo, { kind: 'aio' });
    const payment = { merchantId: aio.merchantId, keys: [{ hashKey: aio.hashKey, hashIv: aio.hashIv }] as const };
    const merchants = new MerchantRegistry({ [ISSUE_ONLY]: { ...STAGE_MERCHANTS[ISSUE_ONLY], payment } });
    await expect(query(merchantTradeNo, paymentApi({ merchants }))).resolves.toMatchObject({ paid: true });
    // The public payment merchant handles the embedded checkout, and has no such payment.
    await expect(query(merchantTradeNo)).resolves.toEqual({ paid: false, tradeStatus: '10200047' });
  });

  test('answers a signed form with unencoded values', async () => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    const text = (await post(signed({ MerchantTradeNo: merchantTradeNo }))).body;
    const form = Object.fromEntries(text.split('&').map((pair) => pair.split('=') as [string, string]));
    expect(form).toMatchObject({
      ...{ MerchantID: '3002607', MerchantTradeNo: merchantTradeNo, TradeAmt: '1360', TradeStatus: '1' },
      PaymentDate: expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/),
    });
    expect(form['CheckMacValue']).toBe(aioCheckMacValue(form, STAGE_PAYMENT_MERCHANT));
  });
});

function signed(changes: Readonly<Record<string, string>> = {}): string {
  const now = String(Math.floor(Date.now() / 1000));
  const fields = { MerchantID: STAGE_PAYMENT_MERCHANT.merchantId, MerchantTradeNo: 'T1', TimeStamp: now, ...changes };
  const CheckMacValue = aioCheckMacValue(fields, STAGE_PAYMENT_MERCHANT);
  return new URLSearchParams({ CheckMacValue, ...fields }).toString();
}

async function post(payload: string, type = 'application/x-www-form-urlencoded') {
  return await parts.sandbox.app.inject({ method: 'POST', url: PATH, headers: { 'content-type': type }, payload });
}

describe('QueryTradeInfo refuses', () => {
  const keys = [{ hashKey: 'n'.repeat(16), hashIv: 'm'.repeat(16) }] as const;
  const payment = { merchantId: STAGE_PAYMENT_MERCHANT.merchantId, keys };
  const stranger = new MerchantRegistry({ [ISSUE_ONLY]: { ...STAGE_MERCHANTS[ISSUE_ONLY], payment } });

  test.each<[string, () => Partial<PaymentApiOptions>]>([
    ['another merchant’s checksum', () => ({ merchants: stranger })],
    ['a timestamp four minutes old', () => ({ now: () => Date.now() - 4 * MINUTE })],
  ])('%s', async (_what, changes) => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    await expect(query(merchantTradeNo, paymentApi(changes()))).rejects.toMatchObject({ code: 'SERVER_ERROR' });
  });

  test('neither a timestamp two minutes old nor one in the sandbox’s advanced time', async () => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    const late = paymentApi({ now: () => Date.now() - 2 * MINUTE });
    await expect(query(merchantTradeNo, late)).resolves.toMatchObject({ paid: true });
    await parts.sandbox.clock.advance(24 * 60 * MINUTE);
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true });
    const skipped = paymentApi({ now: () => parts.sandbox.clock.now() });
    await expect(query(merchantTradeNo, skipped)).resolves.toMatchObject({ paid: true });
  });

  test.each<[string, () => string, RegExp]>([
    ['an empty body', () => '', /^Post a form with MerchantID,/],
    ['JSON', () => '{"MerchantID":"3002607"}', /^Post a form/],
    ['a repeated field', () => `${signed()}&MerchantTradeNo=T2`, /^Post a form/],
    ['an empty trade number', () => signed({ MerchantTradeNo: '' }), /^Post a form/],
    ['a timestamp in milliseconds', () => signed({ TimeStamp: String(Date.now()) }), /^Post a form/],
    ['an old timestamp', () => signed({ TimeStamp: '1525168923' }), /^TimeStamp is more than 3 minutes old/],
    [
      'a timestamp in the future',
      () => signed({ TimeStamp: String(Math.floor(Date.now() / 1000) + 86_400) }),
      /in the future/,
    ],
    ['an unknown merchant', () => signed({ MerchantID: '1234567' }), /no such payment merchant/],
    ['an unsigned field', () => `${signed()}&PlatformID=1`, /CheckMacValue differs/],
  ])('%s, with an explanation', async (_what, payload, message) => {
    const { statusCode, headers, body } = await post(payload());
    expect({ statusCode, type: headers['content-type'] }).toEqual({
      statusCode: 500,
      type: 'text/plain; charset=utf-8',
    });
    expect(body).toMatch(message);
  });

  test('any content type but that of forms', async () => {
    const { statusCode, body } = await post(signed(), 'application/json');
    expect(statusCode).toBe(500);
    expect(body).toMatch(/^The content type is not application\/x-www-form-urlencoded/);
  });

  test('or answers any body without an internal error', async () => {
    const names = ['MerchantID', 'MerchantTradeNo', 'TimeStamp', 'CheckMacValue', '__proto__', ''];
    const fields = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
    const forms = fields.map((given) => signed(given));
    await fc.assert(
      fc.asyncProperty(fc.oneof(forms, fc.string({ unit: 'binary' })), async (payload) => {
        const { statusCode, headers } = await post(payload);
        const type = statusCode === 200 ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
        expect(headers['content-type']).toBe(type);
      }),
      { numRuns: 300 },
    );
  });
});

describe('faults of QueryTradeInfo', () => {
  const fault = (body: object) => parts.control('POST', '/faults', { on: PATH, ...body });

  test.each([
    ['http403', { code: 'THROTTLED', merchantId: STAGE_PAYMENT_MERCHANT.merchantId }],
    ['http500', { code: 'SERVER_ERROR', statusCode: 500 }],
    ['html', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAForm' }],
    ['hang', { code: 'TIMED_OUT', systemCode: 'ECONNRESET' }],
    ['reset', { code: 'TIMED_OUT', systemCode: 'ECONNRESET' }],
    ['resetAfter', { code: 'TIMED_OUT', systemCode: 'ECONNRESET' }],
    ['truncated', { code: 'NOT_AN_ECPAY_REPLY', reason: 'truncated' }],
    ['badMac', { code: 'DATA_REJECTED', reason: 'formChecksumDiffers' }],
  ])('%s: the client reports it, once', async (kind, error) => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    // For `hang`, the time until the connection is closed.
    await fault({ kind, ms: 20, tradeNo: merchantTradeNo, merchantId: STAGE_PAYMENT_MERCHANT.merchantId });
    await expect(query(merchantTradeNo)).rejects.toMatchObject(error);
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true });
  });

  test('slow: a client with a long timeout gets its answer, one with a short timeout does not', async () => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    await fault({ kind: 'slow', ms: 20 });
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true });
    await fault({ kind: 'slow' });
    const hasty = paymentApi({ timeouts: { response: 150 } });
    await expect(query(merchantTradeNo, hasty)).rejects.toMatchObject({ code: 'TIMED_OUT', systemCode: 'ETIMEDOUT' });
  });

  test('happen only for the requested path, merchant and order', async () => {
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    await fault({ kind: 'http500', tradeNo: newTradeNo() });
    await fault({ kind: 'http500', merchantId: '2000132' });
    await fault({ kind: 'http500', on: '/api/Ticket/Issue' });
    await expect(query(merchantTradeNo)).resolves.toMatchObject({ paid: true });
    await fault({ kind: 'http403', on: '*' });
    await expect(query(merchantTradeNo)).rejects.toMatchObject({ code: 'THROTTLED' });
  });

  test.each(['badData', 'transCode', 'rtnCode'])('%s needs an envelope and does not happen here', async (kind) => {
    await expect(fault({ kind })).resolves.toMatchObject({ status: 400, body: { error: { code: 'INVALID_FAULT' } } });
    await fault({ kind, on: '*' });
    await expect(query(newTradeNo())).resolves.toMatchObject({ paid: false });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).rejects.toHaveProperty('code');
  });
});
