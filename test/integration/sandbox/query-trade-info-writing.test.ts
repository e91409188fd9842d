import { afterEach, describe, expect, test } from '@jest/globals';
import { aioCheckMacValue } from '../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import { newTradeNo, startParts, type Parts } from './support/parts.js';

let parts: Parts;
afterEach(() => parts.close());

const pay = (merchantTradeNo: string, changes: object = {}) =>
  parts.control('POST', '/payments', { kind: 'aio', merchantTradeNo, amount: 1_360, ...changes });

/** Returns the raw answer to the payment merchant's query. */
async function answerAbout(MerchantTradeNo: string): Promise<string> {
  const TimeStamp = String(Math.floor(Date.now() / 1000));
  const fields = { MerchantID: STAGE_PAYMENT_MERCHANT.merchantId, MerchantTradeNo, TimeStamp };
  const CheckMacValue = aioCheckMacValue(fields, STAGE_PAYMENT_MERCHANT);
  const { body } = await parts.sandbox.app.inject({
    method: 'POST',
    url: '/Cashier/QueryTradeInfo/V5',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...fields, CheckMacValue }).toString(),
  });
  return body;
}

describe('QueryTradeInfo', () => {
  test('returns the payment method and the items', async () => {
    parts = await startParts();
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo, { method: 'installment', itemName: '早餐&午餐券 50%BABY' });
    const text = await answerAbout(merchantTradeNo);
    expect(text).toContain('&ItemName=早餐&午餐券 50%BABY&');
    expect(text).toMatch(/&PaymentType=Credit_CreditCard&.*&TradeStatus=1&stage=3&stast=454&staed=453&CheckMacValue=/);
  });

  test.each([
    [{}, /^CustomField1=&.*票券 2\+1 \(10% off\).*[0-9A-F]{64}$/],
    [{ encoded: true }, /^CustomField1=&.*%E7%A5%A8%E5%88%B8\+2%2B1\+%2810%25\+off%29.*[0-9A-F]{64}$/],
    [{ lineEnd: true }, /[0-9A-F]{64}\r\n$/],
    [{ byteOrderMark: true }, /^\ufeffCustomField1=/],
  ])('writes its form as configured: %j', async (tradeInfo, message) => {
    parts = await startParts({ tradeInfo });
    const merchantTradeNo = newTradeNo();
    await pay(merchantTradeNo);
    expect(await answerAbout(merchantTradeNo)).toMatch(message);
  });
});
