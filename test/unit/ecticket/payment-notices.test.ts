import { describe, expect, test } from '@jest/globals';
import { PaymentKeyPair, readAioNotice, readEmbeddedNotice } from '../../../ecticket/index.js';
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
])('a notification of %s', (_service, fields, read) => {
  test('names the claimed merchant, and after verification the payment', () => {
    const notice = read();
    expect(notice?.paymentMerchantId).toBe(PAYMENT_MERCHANT);
    expect(notice?.verify([PAYMENT_KEYS])).toEqual({ ...PAID, ...fields });
  });

  test('verifies with any of several keys, and with no others', () => {
    expect(read(OLDER)?.verify([PAYMENT_KEYS, OLDER])).toMatchObject({ paid: true });
    expect(() => read(OLDER)?.verify([PAYMENT_KEYS])).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
    expect(() => read()?.verify([])).toThrow(expect.objectContaining({ code: 'DATA_REJECTED' }));
  });
});

describe('AIO', () => {
  const opened = (changes: Record<string, string | undefined>) =>
    readAioNotice(aioBody(changes))?.verify([PAYMENT_KEYS]);

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
    'an invalid PaymentDate is omitted: %j',
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
  ])('a payment with a missing or invalid field is reported as unreadable: %j', (changes, problem) => {
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
  ])('reports the payment method: %j is %s', (changes, method, methodSeen) => {
    expect(opened(changes)).toMatchObject({ paid: true, method, methodSeen });
  });

  test('characters that URL encoders encode differently, and unknown fields, are verified as received', () => {
    expect(opened({ RtnMsg: "a b+c%20~'(!)*", New_Field: '&=?' })).toMatchObject({ rtnMsg: "a b+c%20~'(!)*" });
  });

  test('a percent sign that encodes nothing changes no other character', () => {
    const raw = aioBody({ RtnMsg: '交易 10% off' }).replace(/RtnMsg=[^&]*/, 'RtnMsg=交易 10% off');
    expect(readAioNotice(raw)?.verify([PAYMENT_KEYS])).toMatchObject({ rtnMsg: '交易 10% off' });
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
  ])('%s is no notification', (_what, body) => {
    expect(readAioNotice(body)).toBeUndefined();
  });

  test.each([
    ['another amount', aioBody().replace('TradeAmt=1360', 'TradeAmt=1')],
    ['a field more', `${aioBody()}&StoreName=x`],
    ['a field less', aioBody().replace('StoreID=&', '')],
    ['another checksum', aioBody().replace(/CheckMacValue=./, 'CheckMacValue=_')],
    ['a shorter checksum', aioBody().replace(/.$/, '')],
  ])('a notification that was changed in transit is rejected: %s', (_what, body) => {
    expect(() => readAioNotice(body)?.verify([PAYMENT_KEYS])).toThrow(
      expect.objectContaining({ code: 'DATA_REJECTED', reason: 'formChecksumDiffers' }),
    );
  });
});
