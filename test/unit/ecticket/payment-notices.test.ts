import { describe, expect, test } from '@jest/globals';
import { PaymentKeyPair, readAioNotice, readEmbeddedNotice } from '../../../ecticket/index.js';
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
};

describe.each([
  ['AIO', '交易成功', (keys?: PaymentKeyPair) => readAioNotice(aioBody({}, keys))],
  ['the embedded checkout', '付款成功', (keys?: PaymentKeyPair) => readEmbeddedNotice(embeddedBody({}, keys))],
])('a notice of %s', (_service, rtnMsg, read) => {
  test('says whose it claims to be, and once opened who paid what and when', () => {
    const closed = read();
    expect(closed?.paymentMerchantId).toBe(PAYMENT_MERCHANT);
    expect(closed?.open([PAYMENT_KEYS])).toEqual({ ...PAID, rtnMsg });
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
    ['', false],
    [undefined, false],
    ['1', true],
    ['2', true],
    ['yes', true],
  ])('SimulatePaid %j: simulated is %j', (SimulatePaid, simulated) => {
    expect(opened({ SimulatePaid })).toMatchObject({ paid: true, simulated });
  });

  test.each(['', undefined, 'yesterday', '2026/02/30 10:00:00', '2026/05/18 24:00:00', '2026-05-18T14:30:00'])(
    'PaymentDate %j is no moment, and none is told',
    (PaymentDate) => expect(opened({ PaymentDate })).not.toHaveProperty('paidAt'),
  );

  test.each([
    [{ TradeAmt: undefined }, /^TradeAmt/],
    [{ TradeAmt: '12.5' }, /^TradeAmt/],
    [{ TradeAmt: '１２' }, /^TradeAmt/],
    [{ TradeNo: '' }, /^TradeNo/],
    [{ MerchantTradeNo: undefined }, /^MerchantTradeNo/],
    [{ RtnCode: 'one' }, /^RtnCode/],
  ])('a payment without what is needed is told as unreadable: %j', (changes, problem) => {
    expect(opened(changes)).toEqual({ problems: [expect.stringMatching(problem)] });
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

describe('the embedded checkout', () => {
  const opened = (changes: Parameters<typeof embeddedBody>[0]) =>
    readEmbeddedNotice(embeddedBody(changes))?.open([PAYMENT_KEYS]);

  test('numbers may come as texts, and the order’s details do not overrule the outcome', () => {
    expect(opened({ data: { RtnCode: '1' }, orderInfo: { TradeAmt: '1360' } })).toMatchObject({ amount: 1360 });
    expect(opened({ data: { RtnCode: 10100058 }, orderInfo: { RtnCode: 1 } })).toMatchObject({ paid: false });
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
