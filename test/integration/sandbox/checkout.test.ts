import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CheckoutApi,
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  type CheckoutForm,
} from '../../../ecticket/index.js';
import { aioCheckMacValue } from '../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import { callEmbedded, embeddedData } from './support/embedded-client.js';
import { ISSUE_ONLY, newTradeNo, startParts, type Parts } from './support/parts.js';
import { answerText, startReceiver, type Receiver } from './support/receiver.js';

let parts: Parts;
let receiver: Receiver;
let api: CheckoutApi;
let payments: PaymentApi;
beforeEach(async () => {
  [parts, receiver] = await Promise.all([startParts(), startReceiver()]);
  receiver.answerWith(answerText(200, '1|OK'));
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  api = new CheckoutApi({ merchants, aioUrl: parts.url, embeddedUrl: parts.url });
  payments = new PaymentApi({ merchants, baseUrl: parts.url });
});
afterEach(async () => {
  api.close();
  payments.close();
  await Promise.all([parts.close(), receiver.close()]);
});

const order = (changes: object = {}) => ({
  ...{ merchantId: ISSUE_ONLY, merchantTradeNo: newTradeNo(), amount: 1_360, description: '電子票券' },
  items: ['雙人下午茶券 x 2'] as [string],
  returnUrl: `${receiver.url}/ecpay/payment/aio`,
  ...changes,
});
const aioForm = (changes: object = {}) => api.aioForm(order(changes));
const trade = (merchantTradeNo: string | undefined) =>
  payments.queryTrade({ merchantId: ISSUE_ONLY, merchantTradeNo: merchantTradeNo ?? '' });
const post = (url: string, fields: Readonly<Record<string, string>>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const open = ({ action, fields }: CheckoutForm, changes: Readonly<Record<string, string>> = {}) =>
  post(action, { ...fields, ...changes });

/** Where the page's buttons lead. */
const actionIn = (html: string) => parts.url + (/<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '');
const fieldsIn = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [
      name ?? '',
      (value ?? '').replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    ]),
  );

/** A customer opens the checkout and presses a button. */
async function press(form: CheckoutForm, outcome: 'pay' | 'refuse' | 'simulate'): Promise<Response> {
  const page = await open(form);
  return await post(actionIn(await page.text()), { outcome });
}

describe('AIO’s checkout', () => {
  test('shows order, amount and products on a page that needs nothing else', async () => {
    const form = await aioForm({ items: ['早餐&午餐券', '50%BABY'] });
    const page = await open(form);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const html = await page.text();
    expect(html).toContain(`<dd>${form.fields['MerchantTradeNo']}</dd>`);
    expect(html).toContain('<dd>NT$1,360</dd>');
    expect(html).toMatch(/<li[^>]*>早餐&#38;午餐券<\/li><li[^>]*>50%BABY<\/li>/);
    expect([...html.matchAll(/<button name="outcome" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      ...['pay', 'refuse', 'simulate'],
    ]);
    expect(html).not.toMatch(/<script|src=|href=/);
  });

  test('takes the order by GET as well, which is then known and not paid', async () => {
    const { action, fields } = await aioForm();
    const page = await fetch(`${action}?${new URLSearchParams(fields).toString()}`);
    await expect(page.text()).resolves.toContain('NT$1,360');
    await expect(trade(fields['MerchantTradeNo'])).resolves.toEqual({ paid: false, tradeStatus: '0' });
  });

  test('is paid: the merchant hears of it, signed, and the customer goes back', async () => {
    const form = await aioForm({ clientBackUrl: 'https://shop.example/thanks' });
    const answer = await press(form, 'pay');
    expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({
      status: 303,
      location: 'https://shop.example/thanks',
    });
    expect(receiver.received).toHaveLength(1);
    const notice = Object.fromEntries(new URLSearchParams(receiver.received[0]?.body));
    expect(notice).toMatchObject({
      ...{ MerchantTradeNo: form.fields['MerchantTradeNo'], RtnCode: '1', SimulatePaid: '0', TradeAmt: '1360' },
      ...{ PaymentType: 'Credit_CreditCard', CheckMacValue: aioCheckMacValue(notice, STAGE_PAYMENT_MERCHANT) },
    });
    await expect(trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({
      ...{ paid: true, amount: 1_360, reference: notice['TradeNo'] },
    });
  });

  test('without an address to go back to, says what became of it', async () => {
    const answer = await press(await aioForm(), 'pay');
    await expect(answer.text()).resolves.toContain('<h1>Paid</h1>');
  });

  test.each([
    ['refuse', { RtnCode: '10100058', SimulatePaid: '0' }],
    ['simulate', { RtnCode: '1', SimulatePaid: '1' }],
  ] as const)('%s: nobody has paid, and the order can still be paid', async (outcome, fields) => {
    const form = await aioForm();
    await press(form, outcome);
    expect(Object.fromEntries(new URLSearchParams(receiver.received[0]?.body))).toMatchObject(fields);
    await expect(trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ paid: false });
    await press(form, 'pay');
    await expect(trade(form.fields['MerchantTradeNo'])).resolves.toMatchObject({ paid: true });
  });

  test('is paid once, however often and whatever is pressed', async () => {
    const form = await aioForm();
    const action = actionIn(await (await open(form)).text());
    await Promise.all([post(action, { outcome: 'pay' }), post(action, { outcome: 'pay' })]);
    await post(action, { outcome: 'refuse' });
    expect(receiver.received).toHaveLength(1);
    await expect(open(form)).resolves.toMatchObject({ status: 400 });
  });

  test('hands the result to the merchant’s page by a form, with JavaScript and without', async () => {
    const form = await aioForm({ orderResultUrl: `${receiver.url}/result`, clientBackUrl: 'https://shop.example/' });
    const answer = await press(form, 'pay');
    const html = await answer.text();
    const nonce = /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    expect(html).toContain(`<script nonce="${nonce}">document.forms[0].submit()</script>`);
    expect(html).toContain(`action="${receiver.url.replaceAll('&', '&#38;')}/result"`);
    const result = fieldsIn(html);
    expect(result).toMatchObject({ RtnCode: '1', CheckMacValue: aioCheckMacValue(result, STAGE_PAYMENT_MERCHANT) });
  });

  test('escapes what the merchant’s order holds', async () => {
    const fields = { ...(await aioForm()).fields, ItemName: '"><script>alert(1)</script>' };
    const signed = { ...fields, CheckMacValue: aioCheckMacValue(fields, STAGE_PAYMENT_MERCHANT) };
    const page = await post(`${parts.url}/Cashier/AioCheckOut/V5`, signed);
    expect(page.status).toBe(200);
    await expect(page.text()).resolves.not.toContain('<script>');
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['another amount than was signed', { TotalAmount: '1' }, /CheckMacValue differs/],
    ['a merchant whom nobody knows', { MerchantID: '2000132' }, /no such payment merchant/],
  ])('refuses %s', async (_what, changes, words) => {
    const page = await open(await aioForm(), changes);
    expect(page.status).toBe(400);
    await expect(page.text()).resolves.toMatch(words);
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ MerchantTradeNo: 'a-1' }, /MerchantTradeNo is not 1 to 20/],
    [{ MerchantTradeDate: '2026/02/30 00:00:00' }, /MerchantTradeDate is not/],
    [{ TotalAmount: '0' }, /TotalAmount is not/],
    [{ ItemName: 'x'.repeat(401) }, /ItemName has more than 400/],
    [{ ReturnURL: 'shop' }, /ReturnURL is no http/],
    [{ ChoosePayment: 'Cash' }, /ChoosePayment is none of/],
    [{ EncryptType: '0' }, /EncryptType is not 1/],
  ])('refuses a signed order with %j', async (changes, words) => {
    const fields = { ...(await aioForm()).fields, ...changes };
    const signed = { ...fields, CheckMacValue: aioCheckMacValue(fields, STAGE_PAYMENT_MERCHANT) };
    const page = await post(`${parts.url}/Cashier/AioCheckOut/V5`, signed);
    expect(page.status).toBe(400);
    await expect(page.text()).resolves.toMatch(words);
  });

  test('refuses a number that was used for another order', async () => {
    const merchantTradeNo = newTradeNo();
    await open(await aioForm({ merchantTradeNo }));
    const page = await open(await aioForm({ merchantTradeNo, amount: 1 }));
    await expect(page.text()).resolves.toContain('MerchantTradeNo has been used');
  });

  test('shows in the notice how a merchant lets its customers pay', async () => {
    const { CheckMacValue: _checksum, ...fields } = (await aioForm()).fields;
    const others = [
      [{ CreditInstallment: '3' }, { PaymentType: 'Credit_CreditCard', stage: '3' }],
      [{ ChoosePayment: 'ATM' }, { PaymentType: 'ATM_TAISHIN' }],
    ] as const;
    for (const [changes, notice] of others) {
      const changed: Record<string, string> = { ...fields, ...changes, MerchantTradeNo: newTradeNo() };
      const signed = { ...changed, CheckMacValue: aioCheckMacValue(changed, STAGE_PAYMENT_MERCHANT) };
      await press({ action: `${parts.url}/Cashier/AioCheckOut/V5`, fields: signed }, 'pay');
      expect(Object.fromEntries(new URLSearchParams(receiver.received.at(-1)?.body))).toMatchObject(notice);
    }
  });

  test('knows no page that it has not made', async () => {
    await expect(fetch(`${parts.url}/_sandbox/checkout/none`)).resolves.toMatchObject({ status: 404 });
    await expect(post(`${parts.url}/_sandbox/checkout/none`, { outcome: 'pay' })).resolves.toMatchObject({
      status: 404,
    });
  });
});

describe('the embedded checkout', () => {
  test('makes a token, whose page pays', async () => {
    const { merchantTradeNo, ...rest } = order();
    const { token, expiresAt } = await api.embeddedToken({ merchantTradeNo, ...rest });
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(parts.sandbox.clock.now());
    const page = await (await fetch(`${parts.url}/_sandbox/checkout/${token}`)).text();
    expect(page).toContain(`<dd>${merchantTradeNo}</dd>`);
    await post(actionIn(page), { outcome: 'pay' });

    const { Data } = JSON.parse(receiver.received[0]?.body ?? '') as { Data: string };
    const paid = { RtnCode: 1, OrderInfo: { MerchantTradeNo: merchantTradeNo, TradeAmt: 1_360, TradeStatus: '1' } };
    expect(embeddedData(Data)).toMatchObject(paid);
    const asked = callEmbedded(`${parts.url}/1.0.0/Cashier/QueryTrade`, { MerchantTradeNo: merchantTradeNo });
    await expect(asked).resolves.toMatchObject(paid);
  });

  test('hands the result over as ResultData', async () => {
    const { token } = await api.embeddedToken(order({ orderResultUrl: `${receiver.url}/result` }));
    const answer = await post(`${parts.url}/_sandbox/checkout/${token}`, { outcome: 'refuse' });
    const { ResultData = '' } = fieldsIn(await answer.text());
    const { Data } = JSON.parse(ResultData) as { Data: string };
    expect(embeddedData(Data)).toMatchObject({ RtnCode: 10100058, OrderInfo: { TradeStatus: '0' } });
  });

  test('refuses a number that was used, and what its page asks for and does not get', async () => {
    const first = order();
    await api.embeddedToken(first);
    await expect(api.embeddedToken({ ...first, amount: 1 })).rejects.toMatchObject({ code: 'BUSINESS_REFUSAL' });
    const url = `${parts.url}/Merchant/GetTokenbyTrade`;
    const data = {
      ...{ RememberCard: 1, PaymentUIType: 2, ChoosePaymentList: '1' },
      OrderInfo: {
        ...{ MerchantTradeDate: '2026/05/18 12:00:00', MerchantTradeNo: newTradeNo(), TotalAmount: '100' },
        ...{ ReturnURL: receiver.url, TradeDesc: 'x', ItemName: 'x' },
      },
    };
    await expect(callEmbedded(url, data)).resolves.toMatchObject({
      ...{ RtnCode: 5100010, RtnMsg: 'The parameter [ConsumerInfo] cannot be empty' },
    });
    await expect(callEmbedded(url, { ...data, RememberCard: 0 })).resolves.toMatchObject({ RtnCode: 1 });
  });

  test('needs payment keys of the merchant', async () => {
    await expect(api.embeddedToken(order({ merchantId: '3362787' }))).rejects.toMatchObject({
      code: 'INVALID_MERCHANTS',
    });
  });
});
