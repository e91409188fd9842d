import { describe, expect, test } from '@jest/globals';
import { decrypt, encrypt, PAYMENT_PRODUCTION_URL, PAYMENT_STAGE_URL } from '../../../ecticket/index.js';
import { embeddedPaymentUrl } from '../../../ecticket/environment.js';
import { PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';
import { OTHER_KEYS } from './keys.js';
import { PAYMENT, paymentApi, REF } from './payment-api-at.js';
import { failureOf, NOW } from './support.js';

describe('a query of the embedded checkout', () => {
  const data = {
    RtnCode: 1,
    RtnMsg: 'Success',
    PlatformID: '',
    MerchantID: PAYMENT_MERCHANT,
    OrderInfo: {
      MerchantTradeNo: REF.merchantTradeNo,
      TradeNo: '2605181430000001',
      TradeAmt: 1360,
      TradeDate: '2026/05/18 14:29:00',
      PaymentType: 'Credit',
      PaymentDate: '2026/05/18 14:30:00',
      ChargeFee: 18,
      TradeStatus: '1',
    },
    CardInfo: { Card6No: '431195', Card4No: '2222', Amount: 1360, Stage: 0 },
    CustomField: '早餐&午餐券 50%BABY',
  };
  const { OrderInfo } = data;
  const answer = (changes: object = {}, fields: object = {}) =>
    JSON.stringify({
      MerchantID: PAYMENT_MERCHANT,
      RpHeader: { Timestamp: 1 },
      TransCode: 1,
      TransMsg: 'Success',
      Data: encrypt(JSON.stringify({ ...data, ...changes }), PAYMENT_KEYS, 'phpUrlencode'),
      ...fields,
    });

  test('is encrypted Data of the payment merchant, with the time in seconds', async () => {
    const { api, server } = await paymentApi(answer());
    await api.queryEmbeddedTrade(REF);
    const [request] = server.requests;
    expect(request?.path).toBe('/1.0.0/Cashier/QueryTrade');
    expect(request?.headers['content-type']).toBe('application/json');
    const { Data, ...envelope } = JSON.parse(request?.body ?? '') as { Data: string };
    expect(envelope).toEqual({ MerchantID: PAYMENT_MERCHANT, RqHeader: { Timestamp: Math.floor(NOW / 1000) } });
    expect(JSON.parse(decrypt(Data, PAYMENT_KEYS))).toEqual({
      PlatformID: '',
      MerchantID: PAYMENT_MERCHANT,
      MerchantTradeNo: REF.merchantTradeNo,
    });
  });

  test('reports a payment, also after a byte order mark', async () => {
    for (const body of [answer(), `\uFEFF${answer()}`]) {
      const { api } = await paymentApi(body);
      expect(await api.queryEmbeddedTrade(REF)).toEqual({ ...PAYMENT, methodSeen: 'Credit' });
    }
  });

  test.each<[string, object, string]>([
    ['an order that is not paid', { OrderInfo: { ...OrderInfo, TradeStatus: '0', PaymentDate: '' } }, '0'],
    ['an unknown order', { RtnCode: 10200047, RtnMsg: '查無交易', OrderInfo: null, MerchantID: '' }, '10200047'],
  ])('reports %s', async (_what, changes, tradeStatus) => {
    const { api } = await paymentApi(answer(changes));
    expect(await api.queryEmbeddedTrade(REF)).toEqual({ paid: false, tradeStatus });
  });

  test.each<[string, object, string]>([
    ['in instalments', { CardInfo: { Stage: 3 } }, 'Credit, 3 instalments'],
    ['at an ATM', { OrderInfo: { ...OrderInfo, PaymentType: 'ATM' } }, 'ATM'],
  ])('reports a payment %s', async (_what, changes, methodSeen) => {
    const { api } = await paymentApi(answer(changes));
    expect(await api.queryEmbeddedTrade(REF)).toMatchObject({ paid: true, method: 'other', methodSeen });
  });

  test.each<[string, string, object]>([
    [
      'of another order',
      answer({ OrderInfo: { ...OrderInfo, MerchantTradeNo: 'Other1' } }),
      { code: 'NOT_AN_ECPAY_REPLY' },
    ],
    ['of another merchant', answer({ MerchantID: '2000132' }), { code: 'DATA_REJECTED' }],
    ['without an amount', answer({ OrderInfo: { ...OrderInfo, TradeAmt: undefined } }), { code: 'NOT_AN_ECPAY_REPLY' }],
    ['that says two things', answer({ TradeAmt: 1 }), { code: 'NOT_AN_ECPAY_REPLY' }],
    ['refused', answer({}, { TransCode: 0, TransMsg: 'Timestamp', Data: '' }), { code: 'ENVELOPE_REFUSED' }],
    ['encrypted with other keys', answer({}, { Data: encrypt('{}', OTHER_KEYS) }), { code: 'DATA_REJECTED' }],
    ['an error page', '<html>', { code: 'NOT_AN_ECPAY_REPLY', reason: 'notJson' }],
  ])('rejects a reply: %s', async (_what, body, error) => {
    const { api } = await paymentApi(body);
    expect(await failureOf(() => api.queryEmbeddedTrade(REF))).toMatchObject(error);
  });

  test('goes to a host of its own at ECPay, and to the same one in a sandbox', () => {
    expect(embeddedPaymentUrl(PAYMENT_STAGE_URL)).toBe('https://ecpayment-stage.ecpay.com.tw');
    expect(embeddedPaymentUrl(PAYMENT_PRODUCTION_URL)).toBe('https://ecpayment.ecpay.com.tw');
    expect(embeddedPaymentUrl('http://127.0.0.1:4600')).toBe('http://127.0.0.1:4600');
  });
});
