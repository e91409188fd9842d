import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { aioCheckMacValue } from '../../../sandbox/payments/aio-check-mac-value.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';

/** The example order of developers.ecpay.com.tw/?p=2902. */
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

test('the official example has its official checksum, in whatever order its fields come', () => {
  expect(aioCheckMacValue(EXAMPLE, STAGE_PAYMENT_MERCHANT)).toBe(CHECKSUM);
  const backwards = Object.fromEntries(Object.entries(EXAMPLE).reverse());
  expect(aioCheckMacValue(backwards, STAGE_PAYMENT_MERCHANT)).toBe(CHECKSUM);
});

test('a checksum does not count itself', () => {
  expect(aioCheckMacValue({ ...EXAMPLE, CheckMacValue: CHECKSUM }, STAGE_PAYMENT_MERCHANT)).toBe(CHECKSUM);
});

test('fields are sorted regardless of case, and what .NET leaves bare is bare', () => {
  const text = "hashkey=pwfhcqoqzgmho4w6&alpha=(1)!*-_.&beta='~&hashiv=ekrm7ift261dpevs";
  const encoded = text.replaceAll('=', '%3d').replaceAll('&', '%26').replaceAll("'", '%27').replaceAll('~', '%7e');
  const checksum = createHash('sha256').update(encoded).digest('hex').toUpperCase();
  expect(aioCheckMacValue({ Beta: "'~", alpha: '(1)!*-_.' }, STAGE_PAYMENT_MERCHANT)).toBe(checksum);
});
