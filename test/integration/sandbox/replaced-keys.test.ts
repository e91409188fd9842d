/** ECPay replaces a merchant's keys, and a client has both pairs. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type CallInterceptor,
  CheckoutApi,
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  STAGE_PAYMENT,
  TicketApi,
} from '../../../ecticket/index.js';
import { electronicOrder, ISSUE_ONLY, refOf, startParts, type Parts } from './support/parts.js';

const [OLD] = STAGE_MERCHANTS[ISSUE_ONLY].keys;
const NEW = { hashKey: 'NewHashKey123456', hashIv: 'NewHashIv1234567' };
const OTHER = { hashKey: 'OtherHashKey1234', hashIv: 'OtherHashIv12345' };

let parts: Parts;
let requests: string[];
const apis: { close(): void }[] = [];
beforeEach(async () => {
  requests = [];
  parts = await startParts();
});
afterEach(async () => {
  for (const api of apis.splice(0)) api.close();
  await parts.close();
});

const count: CallInterceptor = async ({ endpoint }, send) => {
  requests.push(endpoint);
  return await send();
};

function apiWith(...keys: [typeof OLD, ...(typeof OLD)[]]): TicketApi {
  const merchants = new MerchantRegistry({ [ISSUE_ONLY]: { profile: 'issueOnly', keys } });
  const api = new TicketApi({ merchants, baseUrl: parts.url });
  apis.push(api);
  return api;
}

const replaceKeys = (...keys: object[]) => parts.control('POST', `/merchants/${ISSUE_ONLY}/keys`, { keys });

test('the sandbox refuses the old pair, and its answer shows no key', async () => {
  await expect(replaceKeys(NEW)).resolves.toEqual({ status: 200, body: { merchantId: ISSUE_ONLY, keyPairs: 1 } });
  const order = electronicOrder();
  await expect(apiWith(OLD).issue(order)).rejects.toMatchObject({ code: 'ENVELOPE_REFUSED' });
  await apiWith(NEW).issue(order);
  expect(parts.order(order.merchantTradeNo)).toMatchObject({ issueCalls: 1, issuances: 1 });
});

test('a client with both pairs finds the accepted one and stays with it, before and after the change', async () => {
  const api = apiWith(NEW, OLD);
  const [before, after] = [electronicOrder(), electronicOrder()];
  await api.issue(before, { interceptor: count });
  await api.queryIssueResult(refOf(before), { interceptor: count });
  expect(requests).toEqual(['Issue', 'Issue', 'QueryIssueResult']);

  await replaceKeys(NEW);
  requests = [];
  await api.issue(after, { interceptor: count });
  await api.queryIssueResult(refOf(after), { interceptor: count });
  expect(requests).toEqual(['Issue', 'Issue', 'QueryIssueResult']);
  for (const { merchantTradeNo } of [before, after])
    expect(parts.order(merchantTradeNo)).toMatchObject({ issueCalls: 1, issuances: 1 });
});

test('a refusal of the order, not of the envelope, also shows which pair ECPay accepts', async () => {
  const api = apiWith(NEW, OLD);
  const unknown = refOf(electronicOrder());
  for (let time = 0; time < 2; time += 1)
    await expect(api.queryOrder(unknown, { interceptor: count })).rejects.toMatchObject({ code: 'BUSINESS_REFUSAL' });
  expect(requests).toEqual(['QueryOrderInfo', 'QueryOrderInfo', 'QueryOrderInfo']);
});

test('if ECPay accepts no pair, the refusal is reported', async () => {
  const refused = apiWith(NEW, OTHER).issue(electronicOrder(), { interceptor: count });
  await expect(refused).rejects.toMatchObject({ code: 'ENVELOPE_REFUSED' });
  expect(requests).toEqual(['Issue', 'Issue']);
});

test('so does a client of the embedded checkout with both pairs of payment keys', async () => {
  const [old] = STAGE_PAYMENT.keys;
  const payment = { ...STAGE_PAYMENT, keys: [NEW, old] as const };
  const merchants = new MerchantRegistry({ [ISSUE_ONLY]: { profile: 'issueOnly', keys: [OLD], payment } });
  const checkout = new CheckoutApi({ merchants, aioUrl: parts.url, embeddedUrl: parts.url });
  const payments = new PaymentApi({ merchants, baseUrl: parts.url });
  apis.push(checkout, payments);
  const { merchantTradeNo } = electronicOrder();
  const items = ['tea x 2'] as const;
  const order = { merchantId: ISSUE_ONLY, merchantTradeNo, amount: 1360, items, description: 'tickets' };
  const returnUrl = 'http://127.0.0.1:1/';
  for (let time = 0; time < 2; time += 1) {
    const { token } = await checkout.embeddedToken({ ...order, returnUrl }, { interceptor: count });
    expect(token).not.toBe('');
    const trade = await payments.queryEmbeddedTrade(order, { interceptor: count });
    expect(trade).toMatchObject({ paid: false });
  }
  const [token, trade] = ['GetTokenbyTrade', 'QueryTrade'];
  expect(requests).toEqual([token, token, trade, trade, token, trade]);
});
