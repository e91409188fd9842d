import { describe, expect, test } from '@jest/globals';
import {
  aioCheckMacValue,
  MerchantRegistry,
  PaymentKeyPair,
  STAGE_MERCHANTS,
  type PaymentRef,
} from '../../../ecticket/index.js';
import { PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';
import type { Answer } from './local-server.js';
import { PAYMENT, paymentApi, REF } from './payment-api-at.js';
import { failureOf, NOW } from './support.js';

const PAID = {
  MerchantID: PAYMENT_MERCHANT,
  MerchantTradeNo: REF.merchantTradeNo,
  StoreID: '',
  TradeNo: '2605181430000001',
  TradeAmt: '1360',
  PaymentDate: '2026/05/18 14:30:00',
  PaymentType: 'Credit_CreditCard',
  ItemName: '茶+點心 10% off #1',
  TradeStatus: '1',
};

/** Replies of ECPay's stage system. */
const STAGE_ANSWERS: readonly (readonly [string, object])[] = [
  [
    'CustomField1=&CustomField2=&CustomField3=&CustomField4=&HandlingCharge=60&ItemName=粉色玫瑰花束 x1#紫色鬱金香盆栽 x1&' +
      'MerchantID=3002607&MerchantTradeNo=ORD20260927D300D&PaymentDate=2026/09/27 16:30:59&' +
      'PaymentType=Credit_CreditCard&PaymentTypeChargeFee=61&StoreID=&TradeAmt=2430&' +
      'TradeDate=2026/09/27 16:28:39&TradeNo=2609271628390061&TradeStatus=1&' +
      'CheckMacValue=A75D7DC7111B63171B25659CD256D8B0BEE62F85D003F6E8B1C9D79F0567E388',
    { paid: true, amount: 2430, reference: '2609271628390061' },
  ],
  [
    'CustomField1=&CustomField2=&CustomField3=&CustomField4=&HandlingCharge=30&ItemName=paidcli test&' +
      'MerchantID=3002607&MerchantTradeNo=paidcli1782998612529&PaymentDate=2026/07/02 21:27:45&' +
      'PaymentType=Credit_CreditCard&PaymentTypeChargeFee=31&StoreID=&TradeAmt=1234&' +
      'TradeDate=2026/07/02 21:24:11&TradeNo=2607022124117236&TradeStatus=1&' +
      'CheckMacValue=63850FCB511519F566886EB7D34B4DC449537F7549625DA5BF6FE0BA61F7ACE9',
    { paid: true, amount: 1234, method: 'creditOneTime' },
  ],
];

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
  ])('reports a payment from a reply %s', async (_how, write) => {
    const { api } = await paymentApi(write(PAID));
    expect(await api.queryTrade(REF)).toEqual({
      ...PAYMENT,
      methodSeen: 'Credit_CreditCard',
    });
  });

  test.each([
    '早餐&午餐券',
    'Bed & Breakfast',
    '50%BABY',
    '20%ADULT票',
    '100%25',
    '%E7',
    '買1=2',
    '票#1#2',
    'a=b&c=d',
    '甲\r\n乙',
    '🎫',
    '"票"\'<b>',
    '[:en]A[:zh]票[:]',
    '茶+點心 10% off #1',
  ])('reports a payment for %j from a reply in any encoding', async (ItemName) => {
    for (const write of [asItIs, encoded]) {
      for (const [before, after] of [
        ['', ''],
        ['', '\r\n'],
        ['\uFEFF', ''],
      ]) {
        const { api } = await paymentApi(`${before}${write({ ...PAID, ItemName })}${after}`);
        expect(await api.queryTrade(REF)).toMatchObject(PAYMENT);
      }
    }
  });

  test.each([
    [{ stage: '3' }, 'Credit_CreditCard, 3 instalments'],
    [{ PeriodType: 'M', Frequency: '1', ExecTimes: '2' }, 'Credit_CreditCard, periodic'],
    [{ PaymentType: 'ATM_TAISHIN' }, 'ATM_TAISHIN'],
    [{ PaymentType: '' }, ''],
  ])('reports a payment by another method: %j', async (changes, methodSeen) => {
    const { api } = await paymentApi(asItIs({ ...PAID, ...changes }));
    expect(await api.queryTrade(REF)).toMatchObject({ paid: true, method: 'other', methodSeen });
  });

  test.each(STAGE_ANSWERS)('reads what ECPay’s stage has answered: %s', async (body, result) => {
    const merchantTradeNo = /MerchantTradeNo=(\w*)/.exec(body)?.[1] ?? '';
    const { api } = await paymentApi(body);
    expect(await api.queryTrade({ ...REF, merchantTradeNo })).toMatchObject(result);
  });

  test.each(['0', '10200095', '10200047'])('TradeStatus %s is no payment', async (TradeStatus) => {
    const { api } = await paymentApi(asItIs({ ...PAID, TradeStatus, TradeAmt: '', PaymentDate: '' }));
    expect(await api.queryTrade(REF)).toEqual({ paid: false, tradeStatus: TradeStatus });
  });

  test('is signed with the newest key; a reply with any of the merchant’s keys is accepted', async () => {
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

describe('no answer is accepted', () => {
  const strangers = new PaymentKeyPair('x'.repeat(16), 'y'.repeat(16));
  test.each<[string, string | Answer, object]>([
    ['signed by a stranger', asItIs(PAID, strangers), { code: 'DATA_REJECTED', reason: 'formChecksumDiffers' }],
    ['changed on the way', asItIs(PAID).replace('1360', '1'), { code: 'DATA_REJECTED' }],
    ['a refusal in words', '0|TimeStamp Error', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAForm' }],
    ['an error page', '<html>CheckMacValue</html>', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAForm' }],
    ['of another payment', asItIs({ ...PAID, MerchantTradeNo: 'Other' }), { code: 'NOT_AN_ECPAY_REPLY' }],
    [
      'of another payment, unpaid',
      asItIs({ ...PAID, MerchantTradeNo: 'Other', TradeStatus: '0' }),
      { code: 'NOT_AN_ECPAY_REPLY' },
    ],
    [
      'of a number in another case',
      asItIs({ ...PAID, MerchantTradeNo: 'cx20220222154056' }),
      { code: 'NOT_AN_ECPAY_REPLY' },
    ],
    ['of another merchant', asItIs({ ...PAID, MerchantID: '2000132' }), { code: 'NOT_AN_ECPAY_REPLY' }],
    ['of two items', asItIs({ ...PAID, ItemName: 'x&ItemName=y' }), { code: 'NOT_AN_ECPAY_REPLY' }],
    [
      'of an item that is a field',
      encoded({ ...PAID, ItemName: 'x&TradeStatus=1' }),
      { code: 'DATA_REJECTED', reason: 'formAmbiguous' },
    ],
    ['unpaid, its status in another case', asItIs({ ...PAID, tradestatus: '0' }), { code: 'DATA_REJECTED' }],
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
    expect(await failureOf(() => api.queryEmbeddedTrade(ref))).toMatchObject(error);
    expect(server.requests).toEqual([]);
  });
});
