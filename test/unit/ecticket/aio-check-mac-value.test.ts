import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { aioCheckMacValue, STAGE_PAYMENT } from '../../../ecticket/index.js';
import { aioCheckMacValue as sandboxes } from '../../../sandbox/index.js';
import { PAYMENT_KEYS } from '../../support/payment-notices.js';

/** The example order of developers.ecpay.com.tw/?p=2902 and its checksum. */
const EXAMPLE = {
  TradeDesc: '促銷方案',
  PaymentType: 'aio',
  MerchantTradeDate: '2023/03/12 15:30:23',
  MerchantTradeNo: 'ecpay20230312153023',
  MerchantID: '3002607',
  ReturnURL: 'https://www.ecpay.com.tw/receive.php',
  ItemName: 'Apple iphone 15',
  TotalAmount: '30000',
  ChoosePayment: 'ALL',
  EncryptType: '1',
};
const CHECKSUM = '6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840';

test('the official example has its official checksum, which does not count itself', () => {
  expect(aioCheckMacValue(EXAMPLE, PAYMENT_KEYS)).toBe(CHECKSUM);
  expect(aioCheckMacValue({ ...EXAMPLE, CheckMacValue: 'ABC' }, PAYMENT_KEYS)).toBe(CHECKSUM);
});

test('two implementations, written apart, agree on every form', () => {
  const [{ hashKey, hashIv }] = STAGE_PAYMENT.keys;
  const field = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ !'()*~_.+%&=#/-]{0,20}$/));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(field, value), { selector: ([name]) => name.toLowerCase() }), (pairs) => {
      const form = Object.fromEntries(pairs);
      expect(aioCheckMacValue(form, PAYMENT_KEYS)).toBe(
        sandboxes(form, { merchantId: STAGE_PAYMENT.merchantId, hashKey, hashIv }),
      );
    }),
  );
});
