import { describe, expect, test } from '@jest/globals';
import {
  MerchantRegistry,
  STAGE_MERCHANTS,
  type OrderRef,
  type TicketApi,
  type TicketOrder,
} from '../../../ecticket/index.js';
import { ecpay, PLATFORM_KEYS } from './ecpay-double.js';
import { OTHER_KEYS, VECTOR_KEYS } from './keys.js';
import { ORDER } from './serial-number-order.js';
import { NOW, REF } from './support.js';

describe('the envelope', () => {
  test('is posted as JSON with the headers of ECPay’s page, in Unix seconds', async () => {
    const { api, requests, httpRequests } = await ecpay(() => ({ Status: 1 }));
    await api.queryIssueResult(REF);
    expect(requests[0]?.envelope).toMatchObject({
      MerchantID: '3085676',
      RqHeader: { Timestamp: Math.floor(NOW / 1000) },
    });
    expect(httpRequests[0]?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'text/html' });
    expect(JSON.parse(httpRequests[0]?.body ?? '')).toHaveProperty('PlatformID', null);
  });

  test('for a platform names both, is encrypted with the platform’s keys and uses the platform’s profile', async () => {
    const { api, requests } = await ecpay(() => ({}));
    await api.issue({ ...ORDER, merchantId: '3362787', platformId: '3085672' });
    const [request] = requests;
    expect(request).toMatchObject({
      path: '/api/Ticket/Issue',
      envelope: { PlatformID: '3085672', MerchantID: '3362787' },
      data: { MerchantID: '3362787' },
    });
    expect(request?.keys).toBe(PLATFORM_KEYS);
  });

  test('is encrypted with the newest key, and a reply with an older key is accepted with a warning', async () => {
    const [newest] = STAGE_MERCHANTS['3362787'].keys;
    const [oldest] = STAGE_MERCHANTS['3085676'].keys;
    const { api, requests, warnings } = await ecpay(() => ({ Status: 1 }), {
      merchants: new MerchantRegistry({ '3085676': { profile: 'issueOnly', keys: [newest, oldest] } }),
      encryptWith: VECTOR_KEYS,
    });
    expect(await api.queryIssueResult(REF)).toEqual({ status: 'issued' });
    expect(requests[0]?.keys).toBe(OTHER_KEYS);
    expect(warnings).toEqual([
      {
        message: expect.any(String),
        fields: { endpoint: 'QueryIssueResult', merchantId: '3085676', keyIndex: 1 },
      },
    ]);
  });

  test('accepts a URL encoding that ECPay does not document, with a warning', async () => {
    const { api, warnings } = await ecpay(() => ({ Status: 1 }), { urlEncoding: 'phpUrlencode' });
    await api.queryIssueResult(REF);
    expect(warnings).toEqual([]);

    const spaced = await ecpay(() => ({ Status: 1, Remark: 'a b' }), { urlEncoding: 'phpUrlencode' });
    expect(await spaced.api.queryIssueResult(REF)).toEqual({ status: 'issued', remark: 'a b' });
    expect(spaced.warnings).toMatchObject([{ fields: { urlEncoding: 'phpUrlencode' } }]);
  });
});

describe('an invalid request is not sent', () => {
  test('an order that breaks rules, with every violation', async () => {
    const { api, requests } = await ecpay(() => ({}));
    const broken = { ...ORDER, operator: 'Angela Chan', items: [{ itemName: 'SPA', price: -1, quantity: 101 }] };
    await expect(api.issue(broken as TicketOrder)).rejects.toMatchObject({
      name: 'InvalidOrderError',
      code: 'INVALID_ORDER',
      violations: expect.arrayContaining([
        expect.objectContaining({ path: 'operator' }),
        expect.objectContaining({ path: 'items[0].itemName' }),
        expect.objectContaining({ path: 'items[0].price' }),
      ]),
    });
    expect(requests).toHaveLength(0);
  });

  test.each<[string, (api: TicketApi) => Promise<unknown>, string]>([
    ['an order without a number', (api) => api.queryOrder({ merchantId: '3085676' } as OrderRef), 'MerchantTradeNo'],
    ['page 0', (api) => api.batchQueryItemInfo({ merchantId: '3085676', pageNum: 0, itemStatus: 'all' }), 'PageNum'],
    [
      'a date that does not exist',
      (api) =>
        api.orderDetail({ merchantId: '3085676', reportType: 'orders', beginDate: '20260230', endDate: '20260301' }),
      'BeginDate',
    ],
    [
      'no number of a ticket',
      (api) => api.writeOff({ merchantId: '3085676', writeOffNo: '', action: 'redeem' }),
      'WriteOffNo',
    ],
  ])('%s', async (_, call, path) => {
    const { api, requests } = await ecpay(() => ({}));
    await expect(call(api)).rejects.toMatchObject({
      name: 'InvalidRequestError',
      code: 'INVALID_REQUEST',
      violations: [expect.objectContaining({ path })],
    });
    expect(requests).toHaveLength(0);
  });

  test('an unknown merchant', async () => {
    const { api, requests } = await ecpay(() => ({}));
    await expect(api.issue({ ...ORDER, merchantId: '9999999' })).rejects.toMatchObject({ code: 'UNKNOWN_MERCHANT' });
    expect(requests).toHaveLength(0);
  });
});
