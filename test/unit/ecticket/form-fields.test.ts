import { describe, expect, test } from '@jest/globals';
import { aioCheckMacValue, readAioNotice } from '../../../ecticket/index.js';
import {
  borderProblems,
  foreignFields,
  nameProblems,
  noticeAmbiguities,
  readUnencodedForm,
} from '../../../ecticket/payments/form-fields.js';
import type { Form } from '../../../ecticket/payments/form-fields.js';
import { AIO, PAYMENT_KEYS } from '../../support/payment-notices.js';

/** Notifications as ECPay's stage has sent them, checksums included. */
const GENUINE: readonly Form[] = [
  'CustomField1=&CustomField2=&CustomField3=&CustomField4=&MerchantID=3002607&' +
    'MerchantTradeNo=LAI20250819025659&PaymentDate=2025/08/19 03:04:45&PaymentType=Credit_CreditCard&' +
    'PaymentTypeChargeFee=2&RtnCode=1&RtnMsg=交易成功&SimulatePaid=0&StoreID=&TradeAmt=50&' +
    'TradeDate=2025/08/19 03:02:37&TradeNo=2508190302372898&' +
    'CheckMacValue=8411906EAC43619E46735E69B54B35D491B0EB1FCB11942AC81157D9F57245C3',
  'AlipayID=&AlipayTradeNo=&amount=1760&ATMAccBank=&ATMAccNo=&auth_code=777777&card4no=2222&card6no=431195&' +
    'CustomField1=&CustomField2=&CustomField3=&CustomField4=&eci=0&ExecTimes=&Frequency=&gwsr=12706881&' +
    'MerchantID=3002607&MerchantTradeNo=202306190704291&PayFrom=&PaymentDate=2023/06/19 15:04:58&PaymentNo=&' +
    'PaymentType=Credit_CreditCard&PaymentTypeChargeFee=43&PeriodAmount=&PeriodType=&' +
    'process_date=2023/06/19 15:04:58&red_dan=0&red_de_amt=0&red_ok_amt=0&red_yet=0&RtnCode=1&RtnMsg=交易成功&' +
    'SimulatePaid=0&staed=0&stage=0&stast=0&StoreID=&TenpayTradeNo=&TotalSuccessAmount=&TotalSuccessTimes=&' +
    'TradeAmt=1760&TradeDate=2023/06/19 15:04:30&TradeNo=2306191504304231&WebATMAccBank=&WebATMAccNo=&' +
    'WebATMBankName=&CheckMacValue=A1CBB3ECD2D54C1276CCB399BD66AB5DFF90647CD3F0CE4085D6ACEC78F0AF22',
].map((text) => readUnencodedForm(text) ?? {});

test.each(GENUINE)('a notification that ECPay has sent is a payment: $MerchantTradeNo', (form) => {
  expect(aioCheckMacValue(form, PAYMENT_KEYS)).toBe(form['CheckMacValue']);
  const body = new URLSearchParams(form).toString();
  expect(readAioNotice(body)?.verify([PAYMENT_KEYS])).toMatchObject({
    paid: true,
    simulated: false,
    amount: Number(form['TradeAmt']),
    method: 'creditOneTime',
  });
});

describe('names', () => {
  test.each<[string, Form]>([
    ['SimulatePaid in lower case', { simulatepaid: '1' }],
    ['RtnCode in upper case', { RTNCODE: '1' }],
    ['an extra field in another case', { Stage: '0' }],
    ['the checksum in another case', { checkMacValue: '1' }],
    ['one name in two cases', { NewField: '1', newField: '2' }],
    ['a name that holds a field', { 'z=1&RtnCode': '1' }],
    ['a name with a space', { 'RtnCode ': '1' }],
    ['no name', { '': '1' }],
  ])('%s', (_what, form) => {
    expect(nameProblems(form)).toHaveLength(1);
  });

  test('as ECPay writes them, and a new one', () => {
    expect(nameProblems({ ...AIO, NewField: '', new_field2: '', CheckMacValue: '' })).toEqual([]);
  });
});

describe('borders', () => {
  test.each<[string, Form]>([
    ['a field in a message', { RtnMsg: 'ok&SimulatePaid=1' }],
    ['in another case', { RtnMsg: 'ok&simulatepaid=1' }],
    ['in a text of the merchant’s', { CustomField1: 'a&TradeAmt=1' }],
    ['an extra field', { CustomField4: 'a&stage=0' }],
    ['a field of an order-creation form', { CustomField4: 'a&TotalAmount=30' }],
    ['the checksum', { CustomField4: '&CheckMacValue=' }],
    ['URL-encoded', { CustomField1: 'a%26TradeAmt%3D1' }],
    ['URL-encoded twice', { CustomField1: 'a%2526TradeAmt%253D1' }],
    ['URL-encoded in part', { CustomField1: 'a&Trade%41mt=1' }],
    ['an unknown field, in ECPay’s own text', { RtnMsg: 'ok&zz=1' }],
    ['an unknown field, in another', { z: '1&y=2' }],
    ['in a number', { TradeNo: '1&zz=2' }],
  ])('%s', (_what, form) => {
    expect(borderProblems(form)).toHaveLength(1);
  });

  test('are none in the merchant’s own texts', () => {
    const CustomField1 = 'cart=7&lang=zh&x=%E5%A5%BD&y=1&amp;b=2';
    expect(borderProblems({ ...AIO, CustomField1, RtnMsg: 'A & B = C', NewField: '&=?' })).toEqual([]);
  });
});

describe('fields of another form', () => {
  test.each(['ChoosePayment', 'ItemName', 'TotalAmount', 'ReturnURL', 'TradeStatus'])('%s', (name) => {
    expect(foreignFields({ ...AIO, [name]: 'x' })).toEqual([`${name}: belongs to another form`]);
  });

  test.each(['aio', 'AIO'])('PaymentType %s', (PaymentType) => {
    expect(foreignFields({ ...AIO, PaymentType })).toEqual(['PaymentType: belongs to another form']);
  });

  test('are none in a notification', () => expect(noticeAmbiguities(AIO)).toEqual([]));
});

describe('a form that is not URL-encoded', () => {
  test('is split where a field of ECPay’s begins, and nowhere else', () => {
    const text = 'ItemName=早餐&午餐=a&b=50%BABY&MerchantID=1&TradeStatus=1';
    expect(readUnencodedForm(text)).toEqual({ ItemName: '早餐&午餐=a&b=50%BABY', MerchantID: '1', TradeStatus: '1' });
  });

  test.each(['', 'x=1&TradeStatus=1', '<html>', 'TradeStatus=0&ItemName=x&TradeStatus=1'])('is none: %j', (text) => {
    expect(readUnencodedForm(text)).toBeUndefined();
  });
});
