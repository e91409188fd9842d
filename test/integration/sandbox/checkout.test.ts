import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CheckoutForm } from '../../../ecticket/index.js';
import { aioCheckMacValue } from '../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import {
  actionIn,
  fieldsIn,
  open,
  post,
  signedWith,
  startCheckout,
  textOf,
  type Checkout,
} from './support/checkout-client.js';
import { callEmbedded, embeddedData } from './support/embedded-client.js';
import { newTradeNo } from './support/parts.js';
import { answerText } from './support/receiver.js';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await startCheckout();
});
afterEach(() => checkout.close());

/** A customer opens the checkout and presses a button. */
async function press(form: CheckoutForm, outcome: 'pay' | 'refuse' | 'simulate'): Promise<Response> {
  return await post(await buttonsOf(form), { outcome });
}

/** Opens the checkout and returns the address of its form. */
async function buttonsOf(form: CheckoutForm): Promise<string> {
  const page = await open(form);
  return checkout.parts.url + actionIn(await page.text());
}

describe('AIO’s checkout', () => {
  test('shows merchant, order, amount and items on a self-contained page', async () => {
    const form = await checkout.aioForm({ items: ['早餐&午餐券', '50%BABY'] });
    const page = await open(form);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const html = await page.text();
    expect(textOf(html)).toContain(
      `Merchant 3002607 Order number ${form.fields['MerchantTradeNo']} Items 早餐&午餐券 50%BABY Amount NT$1,360`,
    );
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<li lang="zh-Hant">早餐&#38;午餐券</li><li>50%BABY</li>');
    expect([...html.matchAll(/<button name="outcome" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      ...['pay', 'refuse', 'simulate'],
    ]);
    expect(html).not.toMatch(/<script|src=|href=/);
  });

  test('accepts the order by GET too, and queries return it as unpaid', async () => {
    const { action, fields } = await checkout.aioForm();
    const page = await fetch(`${action}?${new URLSearchParams(fields).toString()}`);
    await expect(page.text()).resolves.toContain('NT$1,360');
    await expect(checkout.trade(fields['MerchantTradeNo'])).resolves.toEqual({ paid: false, tradeStatus: '0' });
  });

  test('notifies the merchant of a payment, and shows the customer the result and a link back', async () => {
    const form = await checkout.aioForm({ clientBackUrl: 'https://shop.example/thanks?a=1&b=2' });
    const answer = await press(form, 'pay');
    const html = await answer.text();
    expect(html).toContain('<h1>Paid</h1>');
    expect(html).toContain('href="https://shop.example/thanks?a=1&#38;b=2">Back to the merchant</a>');
    expect(textOf(html)).toContain('The merchant has acknowledged the payment notification.');
    expect(checkout.receiver.received).toHaveLength(1);
    const notice = Object.fromEntries(new URLSearchParams(checkout.receiver.received[0]?.body));
    expect(notice).toMatchObject({
      ...{ MerchantTradeNo: form.fields['MerchantTradeNo'], RtnCode: '1', SimulatePaid: '0', TradeAmt: '1360' },
      ...{ PaymentType: 'Credit_CreditCard', CheckMacValue: aioCheckMacValue(notice, STAGE_PAYMENT_MERCHANT) },
    });
    await expect(checkout.trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({
      ...{ paid: true, amount: 1_360, reference: notice['TradeNo'] },
    });
  });

  test('shows that the merchant has not acknowledged the notification, where and why', async () => {
    checkout.receiver.answerWith(answerText(503, 'try <later>'));
    const answer = await press(await checkout.aioForm(), 'pay');
    expect(textOf(await answer.text())).toContain(
      `with 1|OK at ${checkout.receiver.url}/ecpay/payment/aio : it answered HTTP 503 and try <later>`,
    );
  });

  test.each([
    ['refuse', { RtnCode: '10100058', SimulatePaid: '0' }],
    ['simulate', { RtnCode: '1', SimulatePaid: '1' }],
  ] as const)('%s: nobody has paid, and the order can still be paid', async (outcome, fields) => {
    const form = await checkout.aioForm();
    const html = await (await press(form, outcome)).text();
    expect(html).not.toContain('<h1>Paid</h1>');
    expect(html).toContain('Back to the checkout</a>');
    expect(Object.fromEntries(new URLSearchParams(checkout.receiver.received[0]?.body))).toMatchObject(fields);
    await expect(checkout.trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ paid: false });
    await press(form, 'pay');
    await expect(checkout.trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ paid: true });
  });

  test('is paid once, whatever is pressed afterwards', async () => {
    const form = await checkout.aioForm();
    const action = await buttonsOf(form);
    await Promise.all([post(action, { outcome: 'pay' }), post(action, { outcome: 'pay' })]);
    await post(action, { outcome: 'refuse' });
    expect(checkout.receiver.received).toHaveLength(1);
    await expect(open(form)).resolves.toMatchObject({ status: 400 });
    const again = await (await fetch(action)).text();
    expect(again).toContain('<h1>Paid</h1>');
    expect(again).not.toContain('<button');
  });

  test('posts the result to the merchant’s page, with and without JavaScript', async () => {
    const form = await checkout.aioForm({
      orderResultUrl: `${checkout.receiver.url}/result`,
      clientBackUrl: 'https://shop.example/',
    });
    const answer = await press(form, 'pay');
    const html = await answer.text();
    const nonce = /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    expect(html).toContain(`<script nonce="${nonce}">document.forms[0].submit()</script>`);
    expect(html).toContain(`action="${checkout.receiver.url.replaceAll('&', '&#38;')}/result"`);
    const result = fieldsIn(html);
    expect(result).toMatchObject({ RtnCode: '1', CheckMacValue: aioCheckMacValue(result, STAGE_PAYMENT_MERCHANT) });
    expect(html).toContain('<h1>Paid</h1>');
    expect(html).not.toContain('https://shop.example/');
  });

  test('does not post a simulated payment to the merchant’s page, as ECPay simulates in its back office', async () => {
    const answer = await press(
      await checkout.aioForm({ orderResultUrl: `${checkout.receiver.url}/result` }),
      'simulate',
    );
    expect(fieldsIn(await answer.text())).toEqual({});
    expect(checkout.receiver.received).toHaveLength(1);
  });

  test.each<[string, string, string]>([
    ['markup', '"><script>alert(1)</script>', '<li>&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;</li>'],
    ['empty names between separators', '#茶# #x#', '<ul><li lang="zh-Hant">茶</li><li>x</li></ul>'],
    ['emoji', '🎫👩‍👩‍👧 Ticket', '<li>🎫👩‍👩‍👧 Ticket</li>'],
  ])('shows an item name with %s as text', async (_what, ItemName, html) => {
    const page = await open(signedWith(await checkout.aioForm(), { ItemName }));
    expect(page.status).toBe(200);
    await expect(page.text()).resolves.toContain(html);
  });

  test('notifies the merchant of the payment method', async () => {
    const others = [
      [{ CreditInstallment: '3' }, { PaymentType: 'Credit_CreditCard', stage: '3' }],
      [{ ChoosePayment: 'ATM' }, { PaymentType: 'ATM_TAISHIN' }],
    ] as const;
    for (const [changes, notice] of others) {
      const form = signedWith(await checkout.aioForm(), changes);
      expect(textOf(await (await open(form)).text())).toContain('ECTicket allows only a one-time payment');
      await press(form, 'pay');
      expect(Object.fromEntries(new URLSearchParams(checkout.receiver.received.at(-1)?.body))).toMatchObject(notice);
    }
  });

  test('explains an unknown page and what to do', async () => {
    for (const answer of [
      await fetch(`${checkout.parts.url}/_sandbox/checkout/none`),
      await post(`${checkout.parts.url}/_sandbox/checkout/none`, { outcome: 'pay' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(textOf(await answer.text())).toMatch(/There is no such checkout page .* begin the payment again\./);
    }
  });

  test('expires after half an hour, unless it is paid or the customer opens it again', async () => {
    const [form, paid] = [await checkout.aioForm(), await checkout.aioForm()];
    const [action, paidAction] = [await buttonsOf(form), await buttonsOf(paid)];
    await post(paidAction, { outcome: 'pay' });
    await checkout.parts.sandbox.clock.advance(30 * 60_000);
    await expect(post(action, { outcome: 'pay' })).resolves.toMatchObject({ status: 404 });
    await expect(fetch(paidAction)).resolves.toMatchObject({ status: 200 });
    await press(form, 'pay');
    await expect(checkout.trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ paid: true });
  });
});

describe('the embedded checkout', () => {
  test('creates a token whose page takes the payment', async () => {
    const { merchantTradeNo, ...rest } = checkout.order();
    const { token, expiresAt } = await checkout.api.embeddedToken({ merchantTradeNo, ...rest });
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(checkout.parts.sandbox.clock.now());
    const page = await (await fetch(`${checkout.parts.url}/_sandbox/checkout/${token}`)).text();
    expect(textOf(page)).toContain(`Order number ${merchantTradeNo} Items 雙人下午茶券 x 2 Amount NT$1,360`);
    await post(checkout.parts.url + actionIn(page), { outcome: 'pay' });

    const { Data } = JSON.parse(checkout.receiver.received[0]?.body ?? '') as { Data: string };
    const paid = { RtnCode: 1, OrderInfo: { MerchantTradeNo: merchantTradeNo, TradeAmt: 1_360, TradeStatus: '1' } };
    expect(embeddedData(Data)).toMatchObject(paid);
    const asked = callEmbedded(`${checkout.parts.url}/1.0.0/Cashier/QueryTrade`, { MerchantTradeNo: merchantTradeNo });
    await expect(asked).resolves.toMatchObject(paid);
  });

  test('expires together with its token', async () => {
    const { token, expiresAt = '' } = await checkout.api.embeddedToken(checkout.order());
    await checkout.parts.sandbox.clock.advanceTo(Date.parse(expiresAt) + 1_000);
    await expect(fetch(`${checkout.parts.url}/_sandbox/checkout/${token}`)).resolves.toMatchObject({ status: 404 });
  });

  test('posts the result as ResultData', async () => {
    const { token } = await checkout.api.embeddedToken(
      checkout.order({ orderResultUrl: `${checkout.receiver.url}/result` }),
    );
    const answer = await post(`${checkout.parts.url}/_sandbox/checkout/${token}`, { outcome: 'refuse' });
    const { ResultData = '' } = fieldsIn(await answer.text());
    const { Data } = JSON.parse(ResultData) as { Data: string };
    expect(embeddedData(Data)).toMatchObject({ RtnCode: 10100058, OrderInfo: { TradeStatus: '0' } });
  });

  test('refuses a used number and missing parameters', async () => {
    const first = checkout.order();
    await checkout.api.embeddedToken(first);
    await expect(checkout.api.embeddedToken({ ...first, amount: 1 })).rejects.toMatchObject({
      code: 'BUSINESS_REFUSAL',
    });
    const url = `${checkout.parts.url}/Merchant/GetTokenbyTrade`;
    const data = {
      ...{ RememberCard: 1, PaymentUIType: 2, ChoosePaymentList: '1' },
      OrderInfo: {
        ...{ MerchantTradeDate: '2026/05/18 12:00:00', MerchantTradeNo: newTradeNo(), TotalAmount: '100' },
        ...{ ReturnURL: checkout.receiver.url, TradeDesc: 'x', ItemName: 'x' },
      },
    };
    await expect(callEmbedded(url, data)).resolves.toMatchObject({
      ...{ RtnCode: 5100010, RtnMsg: 'The parameter [ConsumerInfo] cannot be empty' },
    });
    await expect(callEmbedded(url, { ...data, RememberCard: 0 })).resolves.toMatchObject({ RtnCode: 1 });
  });

  test('requires payment keys of the merchant', async () => {
    await expect(checkout.api.embeddedToken(checkout.order({ merchantId: '3362787' }))).rejects.toMatchObject({
      code: 'INVALID_MERCHANTS',
    });
  });
});
