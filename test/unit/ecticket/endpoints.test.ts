import { describe, expect, test } from '@jest/globals';
import * as endpoints from '../../../ecticket/endpoints/index.js';
import { PAGE_REPLY } from './page-examples.js';

const MerchantID = '3085676';
const MerchantTradeNo = 'T1';

/** Data that each request takes, as ECPay would be sent it. */
const REQUESTS = {
  issue: {
    MerchantID,
    MerchantTradeNo,
    IssueType: '2',
    PrintType: '1',
    Operator: 'Ann',
    TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 1 }],
  },
  queryIssueResult: { MerchantID, FreeTradeNo: 'G1' },
  queryOrderInfo: { MerchantID, MerchantTradeNo, PageNum: 1 },
  queryTicketStatus: { MerchantID, TicketNo: '1234567890123456' },
  writeOff: { MerchantID, WriteOffNo: '123456789012345678', Action: '2', CancelReason: '掃錯', StoreID: 'S1' },
  refund: { MerchantID, WriteOffNo: '123456789012345678', Action: '1', Operator: 'Ann' },
  queryRefundInfo: { MerchantID, MerchantTradeNo },
  queryItemInfo: { MerchantID, ItemNo: 'VQT04959' },
  batchQueryItemInfo: { MerchantID, PageNum: 1, ItemStatus: '2', ItemList: [{ ItemNo: 'VQT04959' }] },
  escrowDay: { MerchantID },
  queryPrintData: { MerchantID, MerchantTradeNo },
  orderDetail: { MerchantID, ReportType: '1', BeginDate: '20260501', EndDate: '20260501' },
} satisfies Record<keyof typeof endpoints, object>;

const NAMES = Object.keys(endpoints) as (keyof typeof endpoints)[];

test('there are twelve endpoints, each at its path in both profiles', () => {
  expect(Object.fromEntries(NAMES.map((name) => [name, endpoints[name].path('issueOnly')]))).toEqual({
    issue: '/api/Ticket/Issue',
    queryIssueResult: '/api/Ticket/QueryIssueResult',
    queryOrderInfo: '/api/Ticket/QueryOrderInfo',
    queryTicketStatus: '/api/Ticket/QueryTicketStatus',
    writeOff: '/api/Ticket/WriteOff',
    refund: '/api/Ticket/Refund',
    queryRefundInfo: '/api/Ticket/QueryRefundInfo',
    queryItemInfo: '/api/Ticket/QueryItemInfo',
    batchQueryItemInfo: '/api/Ticket/BatchQueryItemInfo',
    escrowDay: '/api/Ticket/EscrowDay',
    queryPrintData: '/api/Ticket/QueryPrintData',
    orderDetail: '/api/Ticket/OrderDetail',
  });
  const elsewhere = NAMES.filter((name) => endpoints[name].path('escrow') !== endpoints[name].path('issueOnly'));
  expect(elsewhere.map((name) => endpoints[name].path('escrow'))).toEqual([
    '/api/issuance/issue',
    '/api/issuance/Refund',
  ]);
});

describe.each(NAMES)('the request of %s', (name) => {
  const { request } = endpoints[name];
  const legal = REQUESTS[name];

  test('takes what the page names, unchanged', () => {
    expect(request.parse(legal)).toEqual(legal);
  });

  test('refuses a field that is not on the page', () => {
    expect(request.safeParse({ ...legal, Surprise: 1 }).success).toBe(false);
  });

  test.each(Object.keys(legal))('refuses %s of another type, and a full-width one', (field) => {
    expect(request.safeParse({ ...legal, [field]: null }).success).toBe(false);
    expect(request.safeParse({ ...legal, [field]: { nested: true } }).success).toBe(false);
  });

  test('refuses to be for nobody', () => {
    expect(request.safeParse({ ...legal, MerchantID: undefined }).success).toBe(false);
    expect(request.safeParse({ ...legal, MerchantID: '３０８５６７６' }).success).toBe(false);
  });
});

describe('requests name what they are about exactly once', () => {
  test.each(['queryIssueResult', 'queryOrderInfo', 'queryPrintData'] as const)(
    '%s: one of two order numbers',
    (name) => {
      const { request } = endpoints[name];
      const {
        MerchantTradeNo: _one,
        FreeTradeNo: _two,
        ...rest
      } = { MerchantTradeNo: '', FreeTradeNo: '', ...REQUESTS[name] };
      expect(request.safeParse({ ...rest, MerchantTradeNo: 'T1' }).success).toBe(true);
      expect(request.safeParse({ ...rest, FreeTradeNo: 'G1' }).success).toBe(true);
      expect(request.safeParse({ ...rest, MerchantTradeNo: 'T1', FreeTradeNo: 'G1' }).success).toBe(false);
      expect(request.safeParse(rest).success).toBe(false);
    },
  );

  test.each(['queryTicketStatus', 'refund'] as const)('%s: one of two ticket numbers', (name) => {
    const { request } = endpoints[name];
    const { TicketNo: _one, WriteOffNo: _two, ...rest } = { TicketNo: '', WriteOffNo: '', ...REQUESTS[name] };
    expect(request.safeParse({ ...rest, TicketNo: 'T1' }).success).toBe(true);
    expect(request.safeParse({ ...rest, WriteOffNo: 'W1' }).success).toBe(true);
    expect(request.safeParse({ ...rest, TicketNo: 'T1', WriteOffNo: 'W1' }).success).toBe(false);
    expect(request.safeParse(rest).success).toBe(false);
  });
});

test.each([
  ['queryOrderInfo', { PageNum: 0 }],
  ['queryOrderInfo', { PageNum: '1' }],
  ['queryTicketStatus', { TicketNo: 'x'.repeat(17) }],
  ['writeOff', { WriteOffNo: 'x'.repeat(19) }],
  ['writeOff', { WriteOffNo: '' }],
  ['writeOff', { Action: '3' }],
  ['writeOff', { CancelReason: '錯'.repeat(51) }],
  ['refund', { Action: 'refund' }],
  ['queryItemInfo', { ItemNo: 'x'.repeat(9) }],
  ['batchQueryItemInfo', { ItemStatus: '3' }],
  ['batchQueryItemInfo', { ItemList: ['VQT04959'] }],
  ['orderDetail', { BeginDate: '20260431' }],
  ['orderDetail', { BeginDate: '20260502' }],
  ['orderDetail', { ReportType: '3' }],
] as const)('%s refuses %j', (name, fields) => {
  expect(endpoints[name].request.safeParse({ ...REQUESTS[name], ...fields }).success).toBe(false);
});

describe('replies are lenient', () => {
  const ticket = { TicketNo: '1', UseStatus: 1, TicketType: '1', TicketAmount: 100 };
  const order = { RtnCode: 1, RtnMsg: '成功', TicketTradeNo: '2022030215301234', TicketList: [ticket] };

  test('the reply example of the Issue page', () => {
    expect(endpoints.issue.reply.parse(PAGE_REPLY)).toEqual({ ...PAGE_REPLY, FreeTradeNo: undefined });
  });

  test('a number may be a numeric string, and a number where a text is expected is read as text', () => {
    const reply = {
      ...order,
      RtnCode: '1',
      TradeAmount: '1000',
      TicketTradeNo: 2022030215301234,
      TicketList: [{ ...ticket, TicketNo: 1, UseStatus: '2', TicketAmount: '100' }],
    };
    expect(endpoints.queryOrderInfo.reply.parse(reply)).toMatchObject({
      RtnCode: 1,
      TradeAmount: 1000,
      TicketTradeNo: '2022030215301234',
      TicketList: [{ TicketNo: '1', UseStatus: 2, TicketType: 1, TicketAmount: 100 }],
    });
  });

  test('what is absent may be empty, null or not there', () => {
    for (const nothing of ['', null, undefined]) {
      const reply = { ...order, EscrowExpiredDate: nothing, TradeAmount: nothing, TicketList: nothing };
      const parsed = endpoints.queryOrderInfo.reply.parse(reply);
      expect([parsed.EscrowExpiredDate, parsed.TradeAmount, parsed.TicketList]).toEqual([undefined, undefined, []]);
    }
    const bare = endpoints.queryOrderInfo.reply.parse({ RtnCode: 1, TicketTradeNo: 'X' });
    expect([bare.IssueDate, bare.TotalCount, bare.TicketList]).toEqual([undefined, undefined, []]);
  });

  test('unknown fields pass through', () => {
    const parsed = endpoints.queryOrderInfo.reply.parse({
      ...order,
      Colour: 'red',
      TicketList: [{ ...ticket, Seat: 7 }],
    });
    expect(parsed).toMatchObject({ Colour: 'red', TicketList: [{ Seat: 7 }] });
    expect(endpoints.queryItemInfo.reply.parse({ RtnCode: 1, ItemName: '餐券' })).toMatchObject({ ItemName: '餐券' });
  });

  test.each([
    ['queryIssueResult', { RtnCode: 1, Status: 4 }],
    ['queryIssueResult', { RtnCode: 1, Status: '' }],
    ['queryIssueResult', { RtnCode: 1 }],
    ['queryOrderInfo', { ...order, TicketTradeNo: '' }],
    ['queryOrderInfo', { ...order, TicketList: 'none' }],
    ['queryOrderInfo', { ...order, TicketList: [{ ...ticket, UseStatus: 5 }] }],
    ['queryOrderInfo', { ...order, TicketList: [{ ...ticket, TicketNo: null }] }],
    ['queryOrderInfo', { ...order, TradeAmount: 'NT$1,000' }],
    ['queryTicketStatus', { RtnCode: 1 }],
    ['issue', { RtnCode: 'one' }],
    ['issue', { RtnCode: '' }],
    ['issue', 'OK'],
    ['issue', null],
    ['orderDetail', { RtnCode: 1 }],
  ] as const)('but required fields are checked: %s %j', (name, reply) => {
    expect(endpoints[name].reply.safeParse(reply).success).toBe(false);
  });
});
