import { describe, expect, test } from '@jest/globals';
import * as endpoints from '../../../ecticket/endpoints/index.js';
import * as naming from '../../../ecticket/naming.js';

describe('replies', () => {
  const { queryOrderInfo, queryIssueResult, queryTicketStatus, queryRefundInfo, issue } = endpoints;
  const head = { RtnCode: 1, TicketTradeNo: '2022030215301234' };

  test('an issue receipt and its result', () => {
    const header = { merchantId: '2000132' };
    const receipt = (reply: object) => naming.fromIssueReply(issue.reply.parse({ RtnCode: 1, ...reply }), header);
    expect(receipt(head)).toStrictEqual({ ticketTradeNo: '2022030215301234', items: [], header });
    expect(receipt({ TicketTradeNo: '', RtnMsg: '', TicketData: null })).toStrictEqual({ items: [], header });
    expect(receipt({ RtnMsg: 'sent to ann@shop.example' })).toMatchObject({ message: 'sent to [hidden]' });
    const TicketData = [
      { ItemNo: 'BR103218', TicketAmount: '3' },
      { ItemName: 'SPA課程體驗券', TicketPrice: 3200 },
    ];
    expect(receipt({ TicketData }).items).toStrictEqual([
      { itemNo: 'BR103218', quantity: 3 },
      { itemName: 'SPA課程體驗券', price: 3200 },
    ]);
    const result = (Status: unknown) =>
      naming.fromIssueResult(queryIssueResult.reply.parse({ RtnCode: 1, Status, Remark: '' }));
    expect([result(1), result('2'), result(3)]).toStrictEqual([
      { status: 'issued' },
      { status: 'failed' },
      { status: 'processing' },
    ]);
  });

  test('an order is assembled from its pages, each ticket once, with the amounts of the last page', () => {
    const page = (RedeemAmount: number, ...TicketList: object[]) =>
      queryOrderInfo.reply.parse({
        ...head,
        IssueDate: '2026/05/18 14:30:00',
        EscrowExpiredDate: '20270518',
        TradeAmount: 300,
        RedeemAmount,
        RefundAmount: 100,
        TotalRefundFee: 5,
        TicketList,
      });
    const unused = { TicketNo: '1', WriteOffNo: 'W1', UseStatus: 1, TicketType: '1', TicketAmount: 100, ItemNo: 'A' };
    const record = naming.fromOrderInfoPages([
      page(0, unused, { ...unused, TicketNo: '2', WriteOffNo: '', ItemName: '餐券' }),
      page(
        100,
        { ...unused, UseStatus: '2', WriteOffDate: '20260601' },
        { ...unused, TicketNo: '3', UseStatus: 4, TicketType: '2', TicketAmount: 0, ExpiredDate: '20260630' },
      ),
    ]);
    expect(record).toStrictEqual({
      ticketTradeNo: '2022030215301234',
      issuedAt: '2026/05/18 14:30:00',
      escrowEndsOn: '20270518',
      tradeAmount: 300,
      redeemedAmount: 100,
      refundedAmount: 100,
      refundFee: 5,
      tickets: [
        {
          ticketNo: '1',
          writeOffNo: 'W1',
          state: 'redeemed',
          voucher: 'pickup',
          price: 100,
          itemNo: 'A',
          redeemedOn: '20260601',
        },
        { ticketNo: '2', state: 'unused', voucher: 'pickup', price: 100, itemNo: 'A', itemName: '餐券' },
        {
          ticketNo: '3',
          writeOffNo: 'W1',
          state: 'expired',
          voucher: 'gift',
          price: 0,
          itemNo: 'A',
          expiresOn: '20260630',
        },
      ],
    });
  });

  test('totals that ECPay does not give are counted from the tickets', () => {
    const ticket = (TicketNo: string, UseStatus: number) => ({ TicketNo, UseStatus, TicketAmount: '100' });
    const TicketList = [ticket('1', 1), ticket('2', 2), ticket('3', 2), ticket('4', 3)];
    expect(naming.fromOrderInfoPages([queryOrderInfo.reply.parse({ ...head, TicketList })])).toMatchObject({
      tradeAmount: 400,
      redeemedAmount: 200,
      refundedAmount: 100,
      refundFee: 0,
    });
  });

  test('a ticket without a type is a gift voucher if it can expire', () => {
    const voucher = (more: object) =>
      naming.fromOrderInfoPages([
        queryOrderInfo.reply.parse({ ...head, TicketList: [{ TicketNo: '1', UseStatus: 1, ...more }] }),
      ]).tickets[0]?.voucher;
    expect([
      voucher({}),
      voucher({ ExpiredDate: '20270101' }),
      voucher({ TicketType: '1', ExpiredDate: '20270101' }),
    ]).toEqual(['pickup', 'gift', 'pickup']);
  });

  test('a ticket’s status has every detail of ECPay’s', () => {
    const status = (more: object) => naming.fromTicketStatus(queryTicketStatus.reply.parse({ RtnCode: 1, ...more }));
    expect(status({ UseStatus: '3' })).toStrictEqual({ state: 'refunded' });
    expect(
      status({ UseStatus: 1, TicketNo: '7', StartDate: '20260601', TicketType: 2, TicketAmount: 0 }),
    ).toStrictEqual({
      state: 'unused',
      ticketNo: '7',
      startDate: '20260601',
      voucher: 'gift',
      price: 0,
    });
  });

  test('a refund’s amount is missing until the bank has confirmed', () => {
    const info = (more: object) => naming.fromRefundInfo(queryRefundInfo.reply.parse({ RtnCode: 1, ...more }));
    expect(info({ TradeAmount: 1000, TotalRefundAmount: '' })).toStrictEqual({ tradeAmount: 1000 });
    expect(info({ TradeAmount: '1000', TotalRefundAmount: '500' })).toStrictEqual({
      tradeAmount: 1000,
      totalRefundAmount: 500,
    });
  });
});
