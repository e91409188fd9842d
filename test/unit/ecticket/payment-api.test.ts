import { describe, expect, test } from '@jest/globals';
import {
  aioCheckMacValue,
  MerchantRegistry,
  PaymentApi,
  PaymentKeyPair,
  STAGE_MERCHANTS,
  type PaymentRef,
} from '../../../ecticket/index.js';
import { PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';
import type { Answer } from './local-server.js';
import { afterThisTest, failureOf, NOW, serving } from './support.js';

const REF: PaymentRef = { merchantId: '3085676', merchantTradeNo: 'CX20220222154056' };
const PAID = {
  MerchantID: PAYMENT_MERCHANT,
  MerchantTradeNo: REF.merchantTradeNo,
  TradeNo: '2605181430000001',
  TradeAmt: '1360',
  PaymentDate: '2026/05/18 14:30:00',
  PaymentType: 'Credit_CreditCard',
  ItemName: '茶+點心 10% off #1',
  TradeStatus: '1',
};

/** A form as ECPay's samples read it: nothing is encoded, a space is a space and a plus a plus. */
function asItIs(fields: Record<string, string>, keys = PAYMENT_KEYS): string {
  const all = { ...fields, CheckMacValue: aioCheckMacValue(fields, keys) };
  return Object.entries(all)
    .map((pair) => pair.join('='))
    .join('&');
}

function encoded(fields: Record<string, string>): string {
  return new URLSearchParams({ ...fields, CheckMacValue: aioCheckMacValue(fields, PAYMENT_KEYS) }).toString();
}

async function paymentApi(answer: string | Answer, merchants = new MerchantRegistry(STAGE_MERCHANTS)) {
  const server = await serving(typeof answer === 'string' ? (response) => response.end(answer) : answer);
  const api = new PaymentApi({ merchants, baseUrl: server.url, now: () => NOW, timeouts: { response: 200 } });
  afterThisTest(() => api.close());
  return { api, server };
}

describe('a query', () => {
  test('is a form of the payment merchant, signed, with the time in seconds', async () => {
    const { api, server } = await paymentApi(encoded(PAID));
    await api.queryTrade(REF);
    const [request] = server.requests;
    expect(request?.path).toBe('/Cashier/QueryTradeInfo/V5');
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toEqual({
      MerchantID: PAYMENT_MERCHANT,
      MerchantTradeNo: REF.merchantTradeNo,
      TimeStamp: String(Math.floor(NOW / 1000)),
      CheckMacValue: aioCheckMacValue(form, PAYMENT_KEYS),
    });
  });

  test.each([
    ['as it is', asItIs],
    ['URL-encoded', encoded],
  ])('tells of a payment, its answer %s', async (_how, write) => {
    const { api } = await paymentApi(write(PAID));
    expect(await api.queryTrade(REF)).toEqual({
      paid: true,
      amount: 1360,
      reference: '2605181430000001',
      paidAt: '2026-05-18T14:30:00+08:00',
    });
  });

  test.each(['0', '10200095', '10200047'])('TradeStatus %s is no payment', async (TradeStatus) => {
    const { api } = await paymentApi(asItIs({ ...PAID, TradeStatus, TradeAmt: '', PaymentDate: '' }));
    expect(await api.queryTrade(REF)).toEqual({ paid: false, tradeStatus: TradeStatus });
  });

  test('is answered with any of the merchant’s keys, and asked with the newest', async () => {
    const [older] = STAGE_MERCHANTS['3085676'].payment?.keys ?? [];
    const newest = { hashKey: 'n'.repeat(16), hashIv: 'm'.repeat(16) };
    const payment = { merchantId: PAYMENT_MERCHANT, keys: [newest, ...(older ? [older] : [])] as const };
    const merchants = new MerchantRegistry({ '3085676': { ...STAGE_MERCHANTS['3085676'], payment } });
    const { api, server } = await paymentApi(asItIs(PAID), merchants);
    expect(await api.queryTrade(REF)).toMatchObject({ paid: true });
    const form = Object.fromEntries(new URLSearchParams(server.requests[0]?.body));
    expect(form['CheckMacValue']).toBe(aioCheckMacValue(form, new PaymentKeyPair(newest.hashKey, newest.hashIv)));
  });
});

describe('no answer is believed', () => {
  const strangers = new PaymentKeyPair('x'.repeat(16), 'y'.repeat(16));
  test.each<[string, string | Answer, object]>([
    ['signed by a stranger', asItIs(PAID, strangers), { code: 'SEAL_BROKEN', reason: 'formChecksumDiffers' }],
    ['changed on the way', asItIs(PAID).replace('1360', '1'), { code: 'SEAL_BROKEN' }],
    ['a refusal in words', '0|TimeStamp Error', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAForm' }],
    ['an error page', '<html>CheckMacValue</html>', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAForm' }],
    ['of another payment', asItIs({ ...PAID, MerchantTradeNo: 'Other' }), { code: 'NOT_AN_ECPAY_REPLY' }],
    ['paid without an amount', asItIs({ ...PAID, TradeAmt: '' }), { code: 'NOT_AN_ECPAY_REPLY' }],
    ['throttled', (response) => response.writeHead(403).end(), { code: 'THROTTLED', merchantId: PAYMENT_MERCHANT }],
    ['a server error', (response) => response.writeHead(500).end(), { code: 'SERVER_ERROR' }],
    ['none at all', () => undefined, { code: 'TIMED_OUT' }],
  ])('that is %s', async (_what, answer, error) => {
    const { api } = await paymentApi(answer);
    expect(await failureOf(() => api.queryTrade(REF))).toMatchObject(error);
  });
});

describe('nothing is sent', () => {
  test.each<[string, PaymentRef, object]>([
    ['for a merchant without payment keys', { ...REF, merchantId: '3362787' }, { code: 'INVALID_MERCHANTS' }],
    ['for a stranger', { ...REF, merchantId: '1' }, { code: 'UNKNOWN_MERCHANT' }],
    [
      'for a number that no payment has',
      { ...REF, merchantTradeNo: '123456789012345678901' },
      { code: 'INVALID_REQUEST', violations: [{ path: 'MerchantTradeNo' }] },
    ],
  ])('%s', async (_what, ref, error) => {
    const { api, server } = await paymentApi(encoded(PAID));
    expect(await failureOf(() => api.queryTrade(ref))).toMatchObject(error);
    expect(server.requests).toEqual([]);
  });
});
