import { describe, expect, test } from '@jest/globals';
import type { TicketApi } from '../../../ecticket/index.js';
import { ecpay } from './ecpay-double.js';
import { ORDER, ORDER_DATA } from './serial-number-order.js';
import { apiAt, REF, serving } from './support.js';

describe('each endpoint: its path, its request and its parsed reply', () => {
  const TICKET = { TicketNo: '2026051800000001', UseStatus: 1, TicketType: '1', TicketAmount: '100' };
  const ORDER_RECORD = { TicketTradeNo: '2026051800001234', TotalCount: 1, TradeAmount: 100, TicketList: [TICKET] };
  const by = { MerchantID: '3085676', MerchantTradeNo: 'CBX20220302153064851' };

  interface Case {
    call: (api: TicketApi) => Promise<unknown>;
    path: string;
    asks: unknown;
    answer?: Record<string, unknown>;
    result: unknown;
  }
  const cases: Record<string, Case> = {
    Issue: {
      call: (api) => api.issue(ORDER),
      path: '/api/Ticket/Issue',
      asks: ORDER_DATA,
      // The reply example of the Issue page.
      answer: {
        ...{ RtnMsg: 'success', MerchantTradeNo: 'CBX20220302153064851', FreeTradeNo: '' },
        TicketTradeNo: '2022030215301234',
        TicketData: [
          { ItemNo: 'BR103218', TicketAmount: 3 },
          { ItemNo: 'CK851236', TicketAmount: 5 },
        ],
      },
      result: {
        ...{ message: 'success', merchantTradeNo: 'CBX20220302153064851', ticketTradeNo: '2022030215301234' },
        items: [
          { itemNo: 'BR103218', quantity: 3 },
          { itemNo: 'CK851236', quantity: 5 },
        ],
        header: { merchantId: '3085676', timestamp: 1525169058 },
      },
    },
    'Issue with escrow': {
      call: (api) => api.issue({ ...ORDER, merchantId: '3362787', paymentProvider: 'ecpay' }),
      path: '/api/issuance/issue',
      asks: { ...ORDER_DATA, MerchantID: '3362787', PaymentProvider: '1' },
      result: expect.objectContaining({ message: 'success', items: [] }),
    },
    QueryIssueResult: {
      call: (api) => api.queryIssueResult(REF),
      path: '/api/Ticket/QueryIssueResult',
      asks: by,
      answer: { Status: 2, Remark: '庫存不足' },
      result: { status: 'failed', remark: '庫存不足' },
    },
    'QueryIssueResult of gift vouchers': {
      call: (api) => api.queryIssueResult({ merchantId: '3085676', freeTradeNo: 'FREE0001' }),
      path: '/api/Ticket/QueryIssueResult',
      asks: { MerchantID: '3085676', FreeTradeNo: 'FREE0001' },
      answer: { Status: '1' },
      result: { status: 'issued' },
    },
    QueryOrderInfo: {
      call: (api) => api.queryOrder(REF),
      path: '/api/Ticket/QueryOrderInfo',
      asks: { ...by, PageNum: 1 },
      answer: ORDER_RECORD,
      result: expect.objectContaining({
        ticketTradeNo: '2026051800001234',
        tradeAmount: 100,
        tickets: [{ ticketNo: '2026051800000001', state: 'unused', voucher: 'pickup', price: 100 }],
      }),
    },
    QueryTicketStatus: {
      call: (api) => api.queryTicketStatus({ merchantId: '3085676', writeOffNo: '202605180000000001' }),
      path: '/api/Ticket/QueryTicketStatus',
      asks: { MerchantID: '3085676', WriteOffNo: '202605180000000001' },
      answer: { UseStatus: 2, StartDate: '20260518' },
      result: { state: 'redeemed', startDate: '20260518' },
    },
    WriteOff: {
      call: (api) => api.writeOff({ merchantId: '3085676', writeOffNo: '2026', action: 'redeem', storeId: 'S1' }),
      path: '/api/Ticket/WriteOff',
      asks: { MerchantID: '3085676', WriteOffNo: '2026', Action: '1', StoreID: 'S1' },
      result: undefined,
    },
    'WriteOff, cancelled': {
      call: (api) =>
        api.writeOff({ merchantId: '3085676', writeOffNo: '2026', action: 'cancel', cancelReason: '刷錯' }),
      path: '/api/Ticket/WriteOff',
      asks: { MerchantID: '3085676', WriteOffNo: '2026', Action: '2', CancelReason: '刷錯' },
      result: undefined,
    },
    Refund: {
      call: (api) => api.refund({ merchantId: '3085676', ticketNo: '2026051800000001', action: 'refund' }),
      path: '/api/Ticket/Refund',
      asks: { MerchantID: '3085676', TicketNo: '2026051800000001', Action: '1' },
      result: undefined,
    },
    'Refund with escrow': {
      call: (api) => api.refund({ merchantId: '3362787', ticketNo: '2026051800000001', action: 'cancel' }),
      path: '/api/issuance/Refund',
      asks: { MerchantID: '3362787', TicketNo: '2026051800000001', Action: '2' },
      result: undefined,
    },
    QueryRefundInfo: {
      call: (api) => api.queryRefundInfo(REF),
      path: '/api/Ticket/QueryRefundInfo',
      asks: by,
      answer: { TradeAmount: 1000, TotalRefundAmount: '500' },
      result: { tradeAmount: 1000, totalRefundAmount: 500 },
    },
    QueryItemInfo: {
      call: (api) => api.queryItemInfo({ merchantId: '3085676', itemNo: 'VQT04959' }),
      path: '/api/Ticket/QueryItemInfo',
      asks: { MerchantID: '3085676', ItemNo: 'VQT04959' },
      answer: { ItemName: '雙人下午茶券', TicketPrice: '680', ItemStatus: { new: true }, AnythingNew: 1 },
      result: expect.objectContaining({
        ItemName: '雙人下午茶券',
        TicketPrice: 680,
        ItemStatus: undefined,
        AnythingNew: 1,
      }),
    },
    BatchQueryItemInfo: {
      call: (api) =>
        api.batchQueryItemInfo({ merchantId: '3085676', pageNum: 2, itemStatus: 'on', itemNos: ['VQT04959'] }),
      path: '/api/Ticket/BatchQueryItemInfo',
      asks: { MerchantID: '3085676', PageNum: 2, ItemStatus: '1', ItemList: [{ ItemNo: 'VQT04959' }] },
      answer: { TotalCount: '21' },
      result: expect.objectContaining({ TotalCount: 21 }),
    },
    EscrowDay: {
      call: (api) => api.escrowDays({ merchantId: '3362787' }),
      path: '/api/Ticket/EscrowDay',
      asks: { MerchantID: '3362787' },
      answer: { EscrowDay: 365 },
      result: expect.objectContaining({ EscrowDay: 365 }),
    },
    QueryPrintData: {
      call: (api) => api.queryPrintData(REF),
      path: '/api/Ticket/QueryPrintData',
      asks: by,
      answer: { Tickets: [] },
      result: expect.objectContaining({ Tickets: [] }),
    },
  };

  test.each(Object.entries(cases))('%s', async (_, { call, path, asks, answer = {}, result }) => {
    const { api, requests } = await ecpay(() => answer);
    expect(await call(api)).toEqual(result);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ path, data: asks, envelope: { PlatformID: undefined } });
    expect(requests[0]?.data).toEqual(asks);
  });
});

describe('OrderDetail, which answers CSV', () => {
  const REPORT = { merchantId: '3085676', reportType: 'tickets', beginDate: '20260501', endDate: '20260518' } as const;

  async function answering(body: string) {
    return apiAt((await serving((response) => response.end(body))).url);
  }

  test('returns the report unchanged', async () => {
    const csv = '\ufeff訂單編號,票券號碼\r\nCBX1,2026051800000001\r\n';
    expect(await (await answering(csv)).orderDetail(REPORT)).toBe(csv);
  });

  test('returns a report of two megabytes completely', async () => {
    const csv = 'a,b\r\n'.repeat(400_000);
    expect(await (await answering(csv)).orderDetail(REPORT)).toHaveLength(csv.length);
  });

  test('requests by dates and kind, and reports a refusal as an error', async () => {
    const { api, requests } = await ecpay(() => ({ RtnCode: 7, RtnMsg: '一分鐘一次' }));
    await expect(api.orderDetail(REPORT)).rejects.toMatchObject({ code: 'BUSINESS_REFUSAL', rtnCode: 7 });
    expect(requests[0]).toMatchObject({
      path: '/api/Ticket/OrderDetail',
      data: { MerchantID: '3085676', ReportType: '2', BeginDate: '20260501', EndDate: '20260518' },
    });
  });

  test.each(['<html>', '{"error":1}', '{"half":'])('%s is no report', async (body) => {
    await expect((await answering(body)).orderDetail(REPORT)).rejects.toMatchObject({ code: 'NOT_AN_ECPAY_REPLY' });
  });

  test('a successful reply without a report is an error', async () => {
    const { api } = await ecpay(() => ({}));
    await expect(api.orderDetail(REPORT)).rejects.toMatchObject({
      code: 'NOT_AN_ECPAY_REPLY',
      reason: 'unexpectedData',
    });
  });
});
