import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { open, signedWith, startCheckout, textOf, type Checkout } from './support/checkout-client.js';
import { newTradeNo } from './support/parts.js';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await startCheckout();
});
afterEach(() => checkout.close());

describe('AIO’s checkout', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['another amount', { TotalAmount: '1' }],
    ['the amount 0', { TotalAmount: '0' }],
    ['another method', { ChoosePayment: 'ATM' }],
    ['instalments', { CreditInstallment: '3' }],
    ['another ReturnURL', { ReturnURL: 'https://thief.example/' }],
    ['another checksum', { CheckMacValue: '0'.repeat(64) }],
    ['an unknown merchant', { MerchantID: '2000132' }],
  ])('refuses a form that a customer modified with %s, as ECPay does', async (_what, changes) => {
    const form = await checkout.aioForm();
    const page = await open(form, changes);
    expect(page.status).toBe(400);
    expect(textOf(await page.text())).toContain(
      'Message code 10200073 Note for message CheckMacValue Error. What is wrong There is no such payment merchant,',
    );
    await expect(checkout.trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ tradeStatus: '10200047' });
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [
      { MerchantTradeNo: 'a-1' },
      /10200052 Note for message MerchantTradeNo Error\. What is wrong MerchantTradeNo is not 1 to 20/,
    ],
    [{ MerchantTradeDate: '2026/02/30 00:00:00' }, /MerchantTradeDate is not/],
    [{ TotalAmount: '0' }, /Note for message TotalAmount Error\. What is wrong TotalAmount is not/],
    [{ ItemName: 'x'.repeat(401) }, /ItemName has more than 400/],
    [{ ReturnURL: 'shop' }, /ReturnURL is no http/],
    [{ ChoosePayment: 'Cash' }, /ChoosePayment is none of/],
    [{ EncryptType: '0' }, /EncryptType is not 1/],
  ])('refuses a signed order with %j', async (changes, message) => {
    const page = await open(signedWith(await checkout.aioForm(), changes));
    expect(page.status).toBe(400);
    expect(textOf(await page.text())).toMatch(message);
  });

  test('refuses a number that another order has used', async () => {
    const merchantTradeNo = newTradeNo();
    await open(await checkout.aioForm({ merchantTradeNo }));
    const page = await open(await checkout.aioForm({ merchantTradeNo, amount: 1 }));
    expect(textOf(await page.text())).toContain('訂單編號重覆 What is wrong MerchantTradeNo has been used');
  });
});
