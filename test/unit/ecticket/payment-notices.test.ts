import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  encrypt,
  PaymentKeyPair,
  readAioNotice,
  readEmbeddedNotice,
  SPELLINGS,
  STAGE_PAYMENT,
} from '../../../ecticket/index.js';
import { NOTICE_FIELDS } from '../../../ecticket/payments/form-fields.js';
import { aioBody, embeddedBody, PAYMENT_KEYS, PAYMENT_MERCHANT } from '../../support/payment-notices.js';

const OLDER = new PaymentKeyPair('o'.repeat(16), 'p'.repeat(16));
const PAID = {
  paymentMerchantId: PAYMENT_MERCHANT,
  rtnCode: 1,
  paid: true,
  simulated: false,
  merchantTradeNo: 'CX202202221540568521',
  amount: 1360,
  reference: '2605181430000001',
  paidAt: '2026-05-18T14:30:00+08:00',
  method: 'creditOneTime',
};

describe.each([
  [
    'AIO',
    { rtnMsg: '交易成功', methodSeen: 'Credit_CreditCard' },
    (keys?: PaymentKeyPair) => readAioNotice(aioBody({}, keys)),
  ],
  [
    'the embedded checkout',
    { rtnMsg: '付款成功', methodSeen: 'Credit' },
    (keys?: PaymentKeyPair) => readEmbeddedNotice(embeddedBody({}, keys)),
  ],
])('a notice of %s', (_service, words, read) => {
  test('says whose it claims to be, and once opened who paid what and when', () => {
    const closed = read();
    expect(closed?.paymentMerchantId).toBe(PAYMENT_MERCHANT);
    expect(closed?.open([PAYMENT_KEYS])).toEqual({ ...PAID, ...words });
  });

  test('opens with any of several keys, and with those of nobody else', () => {
    expect(read(OLDER)?.open([PAYMENT_KEYS, OLDER])).toMatchObject({ paid: true });
    expect(() => read(OLDER)?.open([PAYMENT_KEYS])).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
    expect(() => read()?.open([])).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
  });
});

describe('AIO', () => {
  const opened = (changes: Record<string, string | undefined>) => readAioNotice(aioBody(changes))?.open([PAYMENT_KEYS]);

  test('any other RtnCode than 1 is no payment, whatever else is there', () => {
    expect(opened({ RtnCode: '10100248', RtnMsg: '拒絕交易 0912345678', TradeAmt: '', TradeNo: undefined })).toEqual({
      paymentMerchantId: PAYMENT_MERCHANT,
      rtnCode: 10100248,
      rtnMsg: '拒絕交易 [hidden]',
      paid: false,
      merchantTradeNo: 'CX202202221540568521',
    });
  });

  test.each([
    ['0', false],
    ['1', true],
    ['2', true],
    ['yes', true],
  ])('SimulatePaid %j: simulated is %j', (SimulatePaid, simulated) => {
    expect(opened({ SimulatePaid })).toMatchObject({ paid: true, simulated });
  });

  test.each(['', 'yesterday', '2026/02/30 10:00:00', '2026/05/18 24:00:00', '2026-05-18T14:30:00'])(
    'PaymentDate %j is no moment, and none is told',
    (PaymentDate) => expect(opened({ PaymentDate })).not.toHaveProperty('paidAt'),
  );

  test.each([
    [{ TradeAmt: undefined }, /^TradeAmt/],
    [{ TradeAmt: '12.5' }, /^TradeAmt/],
    [{ TradeAmt: '１２' }, /^TradeAmt/],
    [{ TradeAmt: '+1360' }, /^TradeAmt/],
    [{ TradeAmt: '01360' }, /^TradeAmt/],
    [{ TradeAmt: ' 1360' }, /^TradeAmt/],
    [{ TradeNo: '' }, /^TradeNo/],
    [{ TradeNo: 'PAY1' }, /^TradeNo/],
    [{ SimulatePaid: '' }, /^SimulatePaid/],
    [{ amount: '1' }, /^amount/],
    [{ MerchantTradeNo: undefined }, /^MerchantTradeNo/],
    [{ RtnCode: 'one' }, /^RtnCode/],
  ])('a payment without what is needed is told as unreadable: %j', (changes, problem) => {
    expect(opened(changes)).toEqual({ problems: [expect.stringMatching(problem)] });
  });

  test.each(NOTICE_FIELDS)('a payment without %s, which ECPay always sends, is none', (name) => {
    if (name === 'MerchantID') expect(readAioNotice(aioBody({ [name]: undefined }))).toBeUndefined();
    else expect(opened({ [name]: undefined })).toEqual({ problems: [expect.stringMatching(`^${name}:|^RtnCode:`)] });
  });

  test.each([
    [{}, 'creditOneTime', 'Credit_CreditCard'],
    [{ stage: '0', PeriodType: '', Frequency: '' }, 'creditOneTime', 'Credit_CreditCard'],
    [{ stage: '3' }, 'other', 'Credit_CreditCard, 3 instalments'],
    [{ PeriodType: 'M', Frequency: '1', ExecTimes: '12' }, 'other', 'Credit_CreditCard, periodic'],
    [{ PaymentType: 'Flexible_Installment' }, 'other', 'Flexible_Installment'],
    [{ PaymentType: 'ATM_TAISHIN' }, 'other', 'ATM_TAISHIN'],
    [{ PaymentType: 'CVS_CVS' }, 'other', 'CVS_CVS'],
    [{ PaymentType: 'TWQR_OPAY' }, 'other', 'TWQR_OPAY'],
    [{ PaymentType: 'credit_CREDITCARD' }, 'creditOneTime', 'credit_CREDITCARD'],
  ])('tells how it was paid: %j is %s', (changes, method, methodSeen) => {
    expect(opened(changes)).toMatchObject({ paid: true, method, methodSeen });
  });

  test('words with all that URL encoders disagree on, and fields that nobody knows, are verified as they came', () => {
    expect(opened({ RtnMsg: "a b+c%20~'(!)*", New_Field: '&=?' })).toMatchObject({ rtnMsg: "a b+c%20~'(!)*" });
  });

  test('a percent sign that encodes nothing harms no other character', () => {
    const raw = aioBody({ RtnMsg: '交易 10% off' }).replace(/RtnMsg=[^&]*/, 'RtnMsg=交易 10% off');
    expect(readAioNotice(raw)?.open([PAYMENT_KEYS])).toMatchObject({ rtnMsg: '交易 10% off' });
  });

  test.each([
    ['nothing', ''],
    ['JSON', embeddedBody()],
    ['no checksum', 'MerchantID=3002607&RtnCode=1'],
    ['an empty checksum', 'MerchantID=3002607&RtnCode=1&CheckMacValue='],
    ['no merchant', aioBody({ MerchantID: undefined })],
    ['a merchant that cannot be', aioBody({ MerchantID: '3002607 OR 1=1' })],
    ['a field twice', `${aioBody()}&RtnCode=1`],
    ['a body longer than any of ECPay', aioBody({ CustomField4: 'x'.repeat(8 * 1024) })],
  ])('%s is no notice', (_what, body) => {
    expect(readAioNotice(body)).toBeUndefined();
  });

  test.each([
    ['another amount', aioBody().replace('TradeAmt=1360', 'TradeAmt=1')],
    ['a field more', `${aioBody()}&StoreName=x`],
    ['a field less', aioBody().replace('StoreID=&', '')],
    ['another checksum', aioBody().replace(/CheckMacValue=./, 'CheckMacValue=_')],
    ['a shorter checksum', aioBody().replace(/.$/, '')],
  ])('what was changed on the way is not believed: %s', (_what, body) => {
    expect(() => readAioNotice(body)?.open([PAYMENT_KEYS])).toThrow(
      expect.objectContaining({ code: 'SEAL_BROKEN', reason: 'formChecksumDiffers' }),
    );
  });
});

/** Encrypts without URL-encoding. */
function encryptAsItIs(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', STAGE_PAYMENT.keys[0].hashKey, STAGE_PAYMENT.keys[0].hashIv);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

describe('the embedded checkout', () => {
  const opened = (changes: Parameters<typeof embeddedBody>[0]) =>
    readEmbeddedNotice(embeddedBody(changes))?.open([PAYMENT_KEYS]);

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
    ['a trade status that nobody knows', { orderInfo: { TradeStatus: '2' } }],
    ['an order that failed', { orderInfo: { RtnCode: 10100058 } }],
    ['two trade numbers', { data: { MerchantTradeNo: 'Other1' } }],
    ['two amounts', { data: { TradeAmt: 1 } }],
    ['a card that was charged another amount', { data: { CardInfo: { Amount: 1 } } }],
    ['a negative amount', { orderInfo: { TradeAmt: -1360 } }],
    ['SimulatePaid in another case', { data: { simulatepaid: 1 } }],
    ['no payment type', { orderInfo: { PaymentType: undefined } }],
    ['a number of ECPay’s with letters', { orderInfo: { TradeNo: 'PAY1' } }],
  ])('that contradicts itself or lacks what is needed is told as unreadable: %s', (_what, changes) => {
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
  ])('tells how it was paid: %j is %s', (changes, method, methodSeen) => {
    expect(opened(changes)).toMatchObject({ paid: true, method, methodSeen });
  });

  test('opens in whichever URL encoding it was sealed, and in none that mixes them', () => {
    const data = JSON.stringify({ RtnCode: 0, RtnMsg: "it's (a) ~ b*!+ 好", MerchantID: PAYMENT_MERCHANT });
    const notice = (text: string) =>
      readEmbeddedNotice(embeddedBody({ envelope: { Data: encryptAsItIs(text) } }))?.open([PAYMENT_KEYS]);
    for (const spelling of SPELLINGS) {
      const Data = encrypt(data, PAYMENT_KEYS, spelling);
      expect(readEmbeddedNotice(embeddedBody({ envelope: { Data } }))?.open([PAYMENT_KEYS])).toMatchObject({
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
      expect(() => notice(odd)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
    }
  });

  test('with one name twice is not believed: JSON keeps the last', () => {
    const text = JSON.stringify({ RtnCode: 0, RtnMsg: 'a:"b"', MerchantID: PAYMENT_MERCHANT });
    const twice = text.replace('{', '{"RtnCode":1,');
    const notice = (json: string) =>
      readEmbeddedNotice(embeddedBody({ envelope: { Data: encrypt(json, PAYMENT_KEYS) } }))?.open([PAYMENT_KEYS]);
    expect(notice(text)).toMatchObject({ paid: false });
    expect(() => notice(twice)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
  });

  test('a payment that failed may have no details at all', () => {
    expect(opened({ data: { RtnCode: 10200095, RtnMsg: null, OrderInfo: null } })).toEqual({
      paymentMerchantId: PAYMENT_MERCHANT,
      rtnCode: 10200095,
      rtnMsg: '',
      paid: false,
    });
  });

  test('a simulated payment says so', () => {
    expect(opened({ data: { SimulatePaid: 1 } })).toMatchObject({ paid: true, simulated: true });
    expect(opened({ data: { SimulatePaid: 0 } })).toMatchObject({ paid: true, simulated: false });
  });

  test.each([
    ['another merchant', { MerchantID: '2000132' }],
    ['no merchant', { MerchantID: undefined }],
  ])('Data that names %s than the envelope is not believed', (_what, data) => {
    expect(() => opened({ data })).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
  });

  test.each([
    ['a form', aioBody()],
    ['a list', '[]'],
    ['no Data', embeddedBody({ envelope: { Data: undefined } })],
    ['an envelope that was not accepted', embeddedBody({ envelope: { TransCode: 0 } })],
    ['a merchant that cannot be', embeddedBody({ envelope: { MerchantID: '../../etc' } })],
    ['a merchant that is an object', embeddedBody({ envelope: { MerchantID: {} } })],
  ])('%s is no notice', (_what, body) => {
    expect(readEmbeddedNotice(body)).toBeUndefined();
  });

  test.each([
    '%%%',
    'AAAA',
    'oxmUqzelA4koGRQ+myZggW5qNqlVdytGJadngOuWA7jd1Fakpay72J/w5IXLIINqCYcmx7gLsaednuH54LjffA==',
  ])('Data that is not sealed with these keys is not believed: %s', (Data) => {
    const closed = readEmbeddedNotice(embeddedBody({ envelope: { Data } }));
    expect(() => closed?.open([PAYMENT_KEYS])).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
  });
});
