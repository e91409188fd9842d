import { describe, expect, test } from '@jest/globals';
import * as endpoints from '../../../ecticket/endpoints/index.js';
import * as naming from '../../../ecticket/naming.js';

const ref = { merchantId: '3085676', merchantTradeNo: 'T1' } as const;

describe('requests', () => {
  test('an order becomes Data in ECPay’s names and codes', () => {
    const data = naming.toIssueData({
      ...ref,
      platformId: '3085672',
      operator: 'Ann',
      issueType: 'electronic',
      availability: 'fromStartDate',
      paymentProvider: 'other',
      customerName: '王珊珊',
      customerPhone: '0912345678',
      customerEmail: 'abc@gmail.com',
      refundNotifyUrl: 'https://shop.example/refund',
      useStatusNotifyUrl: 'https://shop.example/use',
      items: [{ itemNo: 'VQT04959', quantity: 8, startDate: '20240101' }],
    });
    expect(data).toStrictEqual({
      MerchantID: '3085676',
      MerchantTradeNo: 'T1',
      Operator: 'Ann',
      IssueType: '3',
      IsImmediate: '2',
      PaymentProvider: '2',
      CustomerName: '王珊珊',
      CustomerPhone: '0912345678',
      CustomerEmail: 'abc@gmail.com',
      RefundNotifyURL: 'https://shop.example/refund',
      UseStatusNotifyURL: 'https://shop.example/use',
      TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 8, StartDate: '20240101' }],
    });
  });

  test.each([
    ['convenienceStore', '1'],
    ['paper', '2'],
    ['electronic', '3'],
    ['serialNumber', '4'],
  ] as const)('%s is IssueType %s, both ways', (issueType, code) => {
    const data = { MerchantID: '1', MerchantTradeNo: 'T1', Operator: 'Ann', IssueType: code, TicketInfo: [] };
    const order = naming.fromIssueData(data);
    expect(order.issueType).toBe(issueType);
    expect(naming.toIssueData(order)).toStrictEqual(data);
  });

  test.each([
    ['printedBy', 'ecpay', 'PrintType', '1'],
    ['printedBy', 'merchant', 'PrintType', '2'],
    ['availability', 'immediate', 'IsImmediate', '1'],
    ['availability', 'fromStartDate', 'IsImmediate', '2'],
    ['paymentProvider', 'ecpay', 'PaymentProvider', '1'],
    ['paymentProvider', 'other', 'PaymentProvider', '2'],
  ] as const)('%s %s is %s %s, both ways', (clientName, word, ecpayName, code) => {
    const common = { MerchantID: '1', MerchantTradeNo: 'T1', Operator: 'Ann', IssueType: '2' } as const;
    const order = naming.fromIssueData({ ...common, TicketInfo: [], [ecpayName]: code });
    expect(order).toHaveProperty(clientName, word);
    expect(naming.toIssueData(order)).toStrictEqual({ ...common, TicketInfo: [], [ecpayName]: code });
  });

  test('every other request is one that its endpoint takes', () => {
    const { queryIssueResult, queryOrderInfo, queryTicketStatus, writeOff, refund } = endpoints;
    const free = { merchantId: '3085676', platformId: '3085672', freeTradeNo: 'G1' } as const;
    const ticket = { merchantId: '3085676', ticketNo: '7' } as const;
    const MerchantID = '3085676';
    const made: [{ request: { parse(data: unknown): unknown } }, object, object][] = [
      [queryIssueResult, naming.toTradeNumberData(ref), { MerchantID, MerchantTradeNo: 'T1' }],
      [queryIssueResult, naming.toTradeNumberData(free), { MerchantID, FreeTradeNo: 'G1' }],
      [queryOrderInfo, naming.toOrderInfoData(free, 3), { MerchantID, FreeTradeNo: 'G1', PageNum: 3 }],
      [queryTicketStatus, naming.toTicketStatusData(ticket), { MerchantID, TicketNo: '7' }],
      [
        writeOff,
        naming.toWriteOffData({ merchantId: MerchantID, writeOffNo: '8', action: 'redeem', storeId: 'S1' }),
        { MerchantID, WriteOffNo: '8', Action: '1', StoreID: 'S1' },
      ],
      [
        writeOff,
        naming.toWriteOffData({ merchantId: MerchantID, writeOffNo: '8', action: 'cancel', cancelReason: '掃錯' }),
        { MerchantID, WriteOffNo: '8', Action: '2', CancelReason: '掃錯' },
      ],
      [refund, naming.toRefundData({ ...ticket, action: 'refund' }), { MerchantID, TicketNo: '7', Action: '1' }],
      [refund, naming.toRefundData({ ...ticket, action: 'cancel' }), { MerchantID, TicketNo: '7', Action: '2' }],
      [
        endpoints.queryItemInfo,
        naming.toItemInfoData({ merchantId: MerchantID, itemNo: 'A' }),
        { MerchantID, ItemNo: 'A' },
      ],
      [
        endpoints.batchQueryItemInfo,
        naming.toBatchItemInfoData({ merchantId: MerchantID, pageNum: 1, itemStatus: 'on', itemNos: ['A'] }),
        { MerchantID, PageNum: 1, ItemStatus: '1', ItemList: [{ ItemNo: 'A' }] },
      ],
      [endpoints.escrowDay, naming.toMerchantData({ merchantId: MerchantID }), { MerchantID }],
      [
        endpoints.orderDetail,
        naming.toOrderDetailData({
          merchantId: MerchantID,
          reportType: 'tickets',
          beginDate: '20260501',
          endDate: '20260531',
        }),
        { MerchantID, ReportType: '2', BeginDate: '20260501', EndDate: '20260531' },
      ],
    ];
    for (const [endpoint, data, expected] of made) {
      expect(data).toStrictEqual(expected);
      expect(endpoint.request.parse(data)).toEqual(expected);
    }
  });
});

test.each([
  [
    ['TicketInfo', 3, 'TicketAmount'],
    ['items', 3, 'quantity'],
  ],
  [
    ['TicketInfo', 0],
    ['items', 0],
  ],
  [['PrintType'], ['printedBy']],
  [['WriteOffNo'], ['writeOffNo']],
  [['ItemNo'], ['itemNo']],
  [
    ['ItemList', 1, 'ItemNo'],
    ['itemNos', 1],
  ],
  [['Surprise'], ['Surprise']],
  [[], []],
])('the place %j in a request is %j in the client’s names', (ecpayName, clientName) => {
  expect(naming.fieldPath(ecpayName)).toEqual(clientName);
});
