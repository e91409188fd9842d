import { describe, expect, test } from '@jest/globals';
import {
  aioCheckMacValue,
  aioCheckoutForm,
  decrypt,
  readEmbeddedToken,
  embeddedTokenRequest,
  encrypt,
  InvalidRequestError,
  PAYMENT_STAGE_URL,
  PaymentKeyPair,
  type AioCheckoutOrder,
  type MerchantPayment,
} from '../../../ecticket/index.js';
import { AIO_EXAMPLE, AIO_EXAMPLE_CHECKSUM } from '../../support/aio-example.js';

const keys = new PaymentKeyPair('pwFHCqoQZGmho4w6', 'EkRm7iFT261dpevs');
const stranger = new PaymentKeyPair('n'.repeat(16), 'm'.repeat(16));
const payment: MerchantPayment = { merchantId: '3002607', keys: [keys], trustAioNotices: false };

const ORDER: AioCheckoutOrder = {
  merchantTradeNo: 'ecpay20230312153023',
  amount: 30_000,
  items: ['Apple iphone 15'],
  description: '促銷方案',
  returnUrl: 'https://www.ecpay.com.tw/receive.php',
};
const now = Date.parse('2023-03-12T15:30:23+08:00');
const form = (changes: object = {}) =>
  aioCheckoutForm({ ...ORDER, ...changes }, { payment, baseUrl: PAYMENT_STAGE_URL, now });

describe('the form for AIO', () => {
  test('is that of the official example, but for the one method that ECTicket allows', () => {
    const { action, fields } = form();
    expect(action).toBe('https://payment-stage.ecpay.com.tw/Cashier/AioCheckOut/V5');
    const { CheckMacValue, ...signed } = fields;
    expect(signed).toStrictEqual({ ...AIO_EXAMPLE, ChoosePayment: 'Credit' });
    expect(CheckMacValue).toBe(aioCheckMacValue(signed, keys));
    expect(aioCheckMacValue({ ...signed, ChoosePayment: 'ALL' }, keys)).toBe(AIO_EXAMPLE_CHECKSUM);
  });

  test('has the addresses that are given, and items one a line', () => {
    const clientBackUrl = 'https://shop.example/back?order=1&lang=zh';
    const { fields } = form({ clientBackUrl, items: ['早餐&午餐券', '50%BABY'] });
    expect(fields).toMatchObject({ ClientBackURL: clientBackUrl, ItemName: '早餐&午餐券#50%BABY' });
    expect(fields).not.toHaveProperty('OrderResultURL');
    expect(form({ orderResultUrl: 'https://shop.example/result' }).fields).toHaveProperty('OrderResultURL');
  });

  test('is dated in Taipei', () => {
    const circumstances = { payment, baseUrl: PAYMENT_STAGE_URL, now: Date.parse('2026-12-31T16:00:00Z') };
    expect(aioCheckoutForm(ORDER, circumstances).fields['MerchantTradeDate']).toBe('2027/01/01 00:00:00');
  });

  test.each<[string, object, string]>([
    ['merchantTradeNo', { merchantTradeNo: 'A'.repeat(21) }, 'paymentTradeNo'],
    ['merchantTradeNo', { merchantTradeNo: 'A-1' }, 'paymentTradeNo'],
    ['amount', { amount: 0 }, 'paymentAmount'],
    ['amount', { amount: 1.5 }, 'paymentAmount'],
    ['items', { items: [] }, 'checkoutItems'],
    ['items', { items: ['券'.repeat(200), '券'.repeat(200)] }, 'checkoutItems'],
    ['items[0]', { items: ['a#b'] }, 'checkoutItem'],
    ['items[0]', { items: ['券&RtnCode=1'] }, 'checkoutItem'],
    ['items[0]', { items: ['券&anything =1'] }, 'checkoutItem'],
    ['items[0]', { items: ['<b>券</b>'] }, 'checkoutItem'],
    ['items[0]', { items: ['券\n'] }, 'checkoutItem'],
    ['description', { description: '' }, 'checkoutDescription'],
    ['description', { description: '票'.repeat(201) }, 'checkoutDescription'],
    ['description', { description: 'a&SimulatePaid=0' }, 'checkoutDescription'],
    ['returnUrl', { returnUrl: 'shop.example/paid' }, 'checkoutUrl'],
    ['returnUrl', { returnUrl: `https://shop.example/${'x'.repeat(180)}` }, 'checkoutUrl'],
    ['returnUrl', { returnUrl: 'https://shop.example/?a=%26' }, 'checkoutUrl'],
    ['returnUrl', { returnUrl: 'https://shop.example/?a=1&rtncode=1' }, 'checkoutUrl'],
    ['orderResultUrl', { orderResultUrl: ORDER.returnUrl }, 'orderResultUrl'],
    ['clientBackUrl', { clientBackUrl: 'javascript:alert(1)' }, 'checkoutUrl'],
    ['installments', { installments: 3 }, 'unknownField'],
  ])('is refused for %s %j', (path, changes, rule) => {
    expect(violationsOf(() => form(changes))).toEqual([expect.objectContaining({ path, rule })]);
  });

  test('reports every violation at once', () => {
    const paths = violationsOf(() => form({ amount: -1, description: '', items: ['a#b'] })).map(({ path }) => path);
    expect(paths).toEqual(['amount', 'items[0]', 'description']);
  });
});

describe('the token of the embedded checkout', () => {
  test('is requested for one-time payment by credit card', () => {
    const order = { ...ORDER, orderResultUrl: 'https://shop.example/result' };
    const { path, body } = embeddedTokenRequest(order, { payment, now });
    expect(path).toBe('/Merchant/GetTokenbyTrade');
    expect(body).toMatchObject({ MerchantID: '3002607', RqHeader: { Timestamp: now / 1000 } });
    expect(JSON.parse(decrypt(body.Data, keys))).toStrictEqual({
      ...{ MerchantID: '3002607', RememberCard: 0, PaymentUIType: 2, ChoosePaymentList: '1' },
      OrderInfo: {
        ...{ MerchantTradeDate: '2023/03/12 15:30:23', MerchantTradeNo: 'ecpay20230312153023', TotalAmount: 30_000 },
        ...{ ReturnURL: ORDER.returnUrl, TradeDesc: '促銷方案', ItemName: 'Apple iphone 15' },
      },
      CardInfo: { OrderResultURL: 'https://shop.example/result' },
    });
  });

  test('is requested under the rules of AIO', () => {
    const violations = violationsOf(() => embeddedTokenRequest({ ...ORDER, amount: 0 }, { payment, now }));
    expect(violations).toEqual([expect.objectContaining({ path: 'amount' })]);
  });

  const answer = (data: unknown, changes: object = {}) =>
    JSON.stringify({
      ...{ MerchantID: '3002607', RpHeader: { Timestamp: 1 }, TransCode: 1, TransMsg: 'Success' },
      Data: encrypt(JSON.stringify(data), keys),
      ...changes,
    });

  test('is read from the answer, with an older key too', () => {
    const data = { RtnCode: 1, RtnMsg: '', Token: '37c33c79', TokenExpireDate: '2026/09/11 06:57:06' };
    const token = { token: '37c33c79', expiresAt: '2026-09-11T06:57:06+08:00' };
    expect(readEmbeddedToken(answer(data), payment)).toStrictEqual(token);
    expect(readEmbeddedToken(answer(data), { ...payment, keys: [stranger, keys] })).toStrictEqual(token);
    expect(readEmbeddedToken(answer({ RtnCode: 1, Token: 'x' }), payment)).toStrictEqual({ token: 'x' });
  });

  test.each<[string, string, object]>([
    ['no JSON', '<html>', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notJson' }],
    ['no envelope', '[]', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notAnEnvelope' }],
    ['a refused envelope', answer({}, { TransCode: 0, Data: null }), { code: 'ENVELOPE_REFUSED', transCode: 0 }],
    ['a stranger’s Data', answer({}, { Data: encrypt('{"RtnCode":1}', stranger) }), { code: 'DATA_REJECTED' }],
    ['a refusal', answer({ RtnCode: 5100010, RtnMsg: 'no' }), { code: 'BUSINESS_REFUSAL', rtnCode: 5100010 }],
    ['no token', answer({ RtnCode: 1 }), { code: 'NOT_AN_ECPAY_REPLY', reason: 'unexpectedData' }],
  ])('is not there in %s', (_what, body, error) => {
    expect(() => readEmbeddedToken(body, payment)).toThrow(expect.objectContaining(error));
  });
});

function violationsOf(act: () => unknown): InvalidRequestError['violations'] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.violations;
    throw error;
  }
  throw new Error('nothing was refused');
}
