import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encrypt, readEmbeddedNotice, URL_ENCODINGS, STAGE_PAYMENT } from '../../../ecticket/index.js';
import { aioBody, embeddedBody, PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';

/** Encrypts without URL-encoding. */
function encryptAsItIs(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', STAGE_PAYMENT.keys[0].hashKey, STAGE_PAYMENT.keys[0].hashIv);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

describe('the embedded checkout', () => {
  const opened = (changes: Parameters<typeof embeddedBody>[0]) =>
    readEmbeddedNotice(embeddedBody(changes))?.verify([PAYMENT_KEYS]);

  test('numbers may come as texts, and the order’s details do not overrule the outcome', () => {
    expect(opened({ data: { RtnCode: '1' }, orderInfo: { TradeAmt: '1360' } })).toMatchObject({ amount: 1360 });
    expect(opened({ data: { RtnCode: 10100058 }, orderInfo: { RtnCode: 1 } })).toMatchObject({ paid: false });
  });

  test('that is executed and whose order is unpaid is no payment', () => {
    expect(opened({ orderInfo: { TradeStatus: '0' } })).toMatchObject({ paid: false, rtnCode: 1 });
    expect(opened({ orderInfo: { TradeStatus: 0 } })).toMatchObject({ paid: false, rtnCode: 1 });
  });

  test.each([
    ['no trade status', { orderInfo: { TradeStatus: undefined } }],
    ['an unknown trade status', { orderInfo: { TradeStatus: '2' } }],
    ['an order that failed', { orderInfo: { RtnCode: 10100058 } }],
    ['two trade numbers', { data: { MerchantTradeNo: 'Other1' } }],
    ['two amounts', { data: { TradeAmt: 1 } }],
    ['a card that was charged another amount', { data: { CardInfo: { Amount: 1 } } }],
    ['a negative amount', { orderInfo: { TradeAmt: -1360 } }],
    ['SimulatePaid in another case', { data: { simulatepaid: 1 } }],
    ['no payment type', { orderInfo: { PaymentType: undefined } }],
    ['a number of ECPay’s with letters', { orderInfo: { TradeNo: 'PAY1' } }],
  ])('that contradicts itself or lacks a required field is reported as unreadable: %s', (_what, changes) => {
    expect(opened(changes)).toEqual({ problems: [expect.any(String)] });
  });

  test.each([
    [{ data: { CardInfo: { Amount: 1360, Stage: 0 } } }, 'creditOneTime', 'Credit'],
    [{ data: { CardInfo: { Amount: 1300, RedDeAmt: 60 } } }, 'creditOneTime', 'Credit'],
    [{ data: { CardInfo: { Amount: 1360, Stage: 6 } } }, 'other', 'Credit, 6 instalments'],
    [{ data: { CardInfo: { PeriodType: 'M', Frequency: 1 } } }, 'other', 'Credit, periodic'],
    [{ orderInfo: { PaymentType: 'CreditInstallment' } }, 'other', 'CreditInstallment'],
    [{ orderInfo: { PaymentType: 'ATM' } }, 'other', 'ATM'],
    [{ orderInfo: { PaymentType: 'ApplePay' } }, 'other', 'ApplePay'],
  ])('reports the payment method: %j is %s', (changes, method, methodSeen) => {
    expect(opened(changes)).toMatchObject({ paid: true, method, methodSeen });
  });

  test('is accepted in every URL encoding, but not in a mix of them', () => {
    const data = JSON.stringify({ RtnCode: 0, RtnMsg: "it's (a) ~ b*!+ 好", MerchantID: PAYMENT_MERCHANT });
    const notice = (text: string) =>
      readEmbeddedNotice(embeddedBody({ envelope: { Data: encryptAsItIs(text) } }))?.verify([PAYMENT_KEYS]);
    for (const urlEncoding of URL_ENCODINGS) {
      const Data = encrypt(data, PAYMENT_KEYS, urlEncoding);
      expect(readEmbeddedNotice(embeddedBody({ envelope: { Data } }))?.verify([PAYMENT_KEYS])).toMatchObject({
        paid: false,
      });
    }
    const encoded = encodeURIComponent(data);
    const lowerCase = encoded.replace(/%../g, (escape) => escape.toLowerCase());
    expect(notice(encoded)).toMatchObject({ paid: false });
    expect(notice(lowerCase)).toMatchObject({ paid: false });
    for (const odd of [
      data,
      encoded.replace('%20', '+'),
      encoded.replace('%7B', '%7b'),
      encoded.replace('RtnCode', '%52tnCode'),
      encoded.replace('%E5%A5%BD', '好'),
      encoded.replace('%E5%A5%BD', '%E5%A5'),
      `${encoded}%`,
      encoded.replace("'", '%27'),
    ]) {
      expect(() => notice(odd)).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
    }
  });

  test('with a repeated name is rejected, because JSON.parse keeps the last', () => {
    const text = JSON.stringify({ RtnCode: 0, RtnMsg: 'a:"b"', MerchantID: PAYMENT_MERCHANT });
    const twice = text.replace('{', '{"RtnCode":1,');
    const notice = (json: string) =>
      readEmbeddedNotice(embeddedBody({ envelope: { Data: encrypt(json, PAYMENT_KEYS) } }))?.verify([PAYMENT_KEYS]);
    expect(notice(text)).toMatchObject({ paid: false });
    expect(() => notice(twice)).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
  });

  test('a payment that failed may have no details at all', () => {
    expect(opened({ data: { RtnCode: 10200095, RtnMsg: null, OrderInfo: null } })).toEqual({
      paymentMerchantId: PAYMENT_MERCHANT,
      rtnCode: 10200095,
      rtnMsg: '',
      paid: false,
    });
  });

  test('a simulated payment is reported as simulated', () => {
    expect(opened({ data: { SimulatePaid: 1 } })).toMatchObject({ paid: true, simulated: true });
    expect(opened({ data: { SimulatePaid: 0 } })).toMatchObject({ paid: true, simulated: false });
  });

  test.each([
    ['another merchant', { MerchantID: '2000132' }],
    ['no merchant', { MerchantID: undefined }],
  ])('Data is rejected if it names %s, unlike the envelope', (_what, data) => {
    expect(() => opened({ data })).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
  });

  test.each([
    ['a form', aioBody()],
    ['a list', '[]'],
    ['no Data', embeddedBody({ envelope: { Data: undefined } })],
    ['an envelope that was not accepted', embeddedBody({ envelope: { TransCode: 0 } })],
    ['a merchant that cannot be', embeddedBody({ envelope: { MerchantID: '../../etc' } })],
    ['a merchant that is an object', embeddedBody({ envelope: { MerchantID: {} } })],
  ])('%s is no notification', (_what, body) => {
    expect(readEmbeddedNotice(body)).toBeUndefined();
  });

  test.each([
    '%%%',
    'AAAA',
    'oxmUqzelA4koGRQ+myZggW5qNqlVdytGJadngOuWA7jd1Fakpay72J/w5IXLIINqCYcmx7gLsaednuH54LjffA==',
  ])('Data that is not encrypted with these keys is rejected: %s', (Data) => {
    const notice = readEmbeddedNotice(embeddedBody({ envelope: { Data } }));
    expect(() => notice?.verify([PAYMENT_KEYS])).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
  });
});
