import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../ecticket/index.js';
import { Branches } from '../../../sandbox/orders/branches.js';
import { Catalogue } from '../../../sandbox/orders/catalogue.js';
import { Refusal, type RefusalName } from '../../../sandbox/orders/refusals.js';
import { checkIssueData } from '../../../sandbox/issue-rules/index.js';

const MERCHANT = '2000132';
/** When the page's examples were written. */
const THEN = Date.parse('2022-03-02T04:00:00Z');

/** The four examples of the Issue page, as they stand there. */
const CONVENIENCE_STORE = {
  MerchantID: MERCHANT,
  MerchantTradeNo: 'CBX20220302153064851',
  IssueType: '1',
  UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
  Operator: 'AngelaChan',
  CustomerEmail: 'abc@gmail.com',
  TicketInfo: [
    { ItemNo: 'VQT04959', TicketAmount: 4 },
    { ItemNo: 'VNS21400', TicketAmount: 4 },
  ],
};
const PAPER = {
  MerchantID: MERCHANT,
  MerchantTradeNo: 'CBX20220302153064851',
  IssueType: '2',
  PrintType: '2',
  UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
  Operator: 'AngelaChan',
  CustomerName: '王珊珊',
  TicketInfo: [
    { ItemNo: 'VQT04959', TicketAmount: 10 },
    { ItemNo: 'VNS21400', TicketAmount: 10 },
  ],
};
const ELECTRONIC = {
  MerchantID: MERCHANT,
  MerchantTradeNo: 'CBX20220302153064851',
  IssueType: '3',
  IsImmediate: '2',
  Operator: 'AngelaChan',
  CustomerName: '王珊珊',
  CustomerPhone: '0912345678',
  CustomerEmail: 'abc@gmail.com',
  TicketInfo: [
    { ItemNo: 'VQT04959', TicketAmount: 8, StartDate: '20240101' },
    { ItemNo: 'VNS21400', TicketAmount: 6, StartDate: '20240101' },
  ],
};
const SERIAL_NUMBER = {
  MerchantID: MERCHANT,
  MerchantTradeNo: 'CBX20220302153064851',
  IssueType: '4',
  UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
  Operator: 'AngelaChan',
  TicketInfo: [
    { ItemName: '五星渡假飯店假日住宿券', TicketPrice: 6600, TicketAmount: 2 },
    { ItemName: 'SPA課程體驗券', TicketPrice: 3200, TicketAmount: 4 },
  ],
};
const GIFTS = {
  ...{ MerchantID: MERCHANT, FreeTradeNo: 'FREE1', IssueType: '2', PrintType: '1', Operator: 'Ann' },
  TicketInfo: [{ ItemNo: 'GIFT0001', TicketAmount: 1, ExpireDate: '20220302' }],
};

function verdict(data: unknown, profile: Profile = 'issueOnly'): RefusalName | 'accepted' {
  try {
    checkIssueData(data, {
      merchantId: MERCHANT,
      profile,
      catalogue: new Catalogue(),
      branches: new Branches(),
      now: THEN,
    });
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}

const item = (fields: object) => ({ TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 1, ...fields }] });
const serial = (fields: object) => ({
  TicketInfo: [{ ItemName: '住宿券一張', TicketPrice: 1, TicketAmount: 1, ...fields }],
});

describe('the rules of the Issue page', () => {
  test.each([
    ['a convenience-store order', CONVENIENCE_STORE],
    ['a paper order', PAPER],
    ['an electronic order', ELECTRONIC],
    ['a serial-number order', SERIAL_NUMBER],
  ])('accept the page’s example of %s', (_name, data) => {
    expect(verdict(data)).toBe('accepted');
  });

  test.each<[string, object]>([
    ['gift vouchers under a FreeTradeNo', GIFTS],
    [
      'pickup and gift vouchers under a MerchantTradeNo',
      {
        ...PAPER,
        TicketInfo: [...PAPER.TicketInfo, { ItemNo: 'GIFT0001', TicketAmount: 1, ExpireDate: '20220303' }],
      },
    ],
    ['8 convenience-store tickets', { ...CONVENIENCE_STORE, ...item({ TicketAmount: 8 }) }],
    ['100 other tickets', { ...PAPER, ...item({ TicketAmount: 100 }) }],
    ['fields left empty', { ...PAPER, StoreID: '', FreeTradeNo: '', CustomerPhone: null }],
    ['fields that the page does not know', { ...PAPER, Remark: 'x' }],
    ['a serial number worth nothing', { ...SERIAL_NUMBER, ...serial({ TicketPrice: 0 }) }],
    ['a serial number worth the most', { ...SERIAL_NUMBER, ...serial({ TicketPrice: 999_999_999 }) }],
  ])('accept %s', (_name, data) => {
    expect(verdict(data)).toBe('accepted');
  });

  test.each<[string, object, RefusalName]>([
    ['another merchant’s Data', { ...PAPER, MerchantID: '3085676' }, 'otherMerchant'],
    ['no trade number', { ...PAPER, MerchantTradeNo: undefined }, 'tradeNumber'],
    ['both trade numbers', { ...PAPER, FreeTradeNo: 'FREE1' }, 'tradeNumber'],
    ['a MerchantTradeNo of 26', { ...PAPER, MerchantTradeNo: 'A'.repeat(26) }, 'tradeNumber'],
    ['a FreeTradeNo of 21', { ...GIFTS, FreeTradeNo: 'A'.repeat(21) }, 'tradeNumber'],
    ['a hyphen in a trade number', { ...PAPER, MerchantTradeNo: 'A-1' }, 'tradeNumber'],
    ['pickup vouchers under a FreeTradeNo', { ...GIFTS, ...item({}) }, 'expireDate'],
    [
      'gift vouchers alone under a MerchantTradeNo',
      { ...GIFTS, FreeTradeNo: '', MerchantTradeNo: 'A1' },
      'tradeNumberKind',
    ],
    ['issue type 5', { ...PAPER, IssueType: '5' }, 'issueType'],
    ['issue type 2 as a number', { ...PAPER, IssueType: 2 }, 'issueType'],
    ['paper that nobody prints', { ...PAPER, PrintType: undefined }, 'printType'],
    ['an electronic ticket that does not say from when', { ...ELECTRONIC, IsImmediate: undefined }, 'isImmediate'],
    ['a URL that is none', { ...PAPER, UseStatusNotifyURL: 'www.happybuy123.com.tw' }, 'notifyUrl'],
    ['a URL of 201', { ...PAPER, RefundNotifyURL: `http://a.tw/${'x'.repeat(189)}` }, 'notifyUrl'],
    ['a branch of one character', { ...PAPER, StoreID: 'A' }, 'storeId'],
    ['no operator', { ...PAPER, Operator: '' }, 'operator'],
    ['an operator in full-width letters', { ...PAPER, Operator: 'Ａｎｎ' }, 'operator'],
    ['a name of one character', { ...PAPER, CustomerName: '王' }, 'customerName'],
    ['a name half Chinese, half English', { ...PAPER, CustomerName: '王Amy' }, 'customerName'],
    ['an electronic ticket without a name', { ...ELECTRONIC, CustomerName: undefined }, 'customerName'],
    ['a foreign phone', { ...ELECTRONIC, CustomerPhone: '+886912345' }, 'customerPhone'],
    ['an electronic ticket without a phone', { ...ELECTRONIC, CustomerPhone: undefined }, 'customerPhone'],
    [
      'a convenience-store ticket without an e-mail',
      { ...CONVENIENCE_STORE, CustomerEmail: undefined },
      'customerEmail',
    ],
    ['an e-mail of 81', { ...PAPER, CustomerEmail: `${'a'.repeat(76)}@b.tw` }, 'customerEmail'],
    ['an address of 101', { ...PAPER, CustomerAddress: '路'.repeat(101) }, 'customerAddress'],
    ['nothing sold', { ...PAPER, TicketInfo: [] }, 'ticketInfo'],
    ['a list that is none', { ...PAPER, TicketInfo: 'VQT04959' }, 'ticketInfo'],
    ['a product without a number', { ...PAPER, TicketInfo: [{ TicketAmount: 1 }] }, 'itemNo'],
    ['a product twice', { ...PAPER, TicketInfo: [PAPER.TicketInfo[0], PAPER.TicketInfo[0]] }, 'itemRepeated'],
    ['a product that nobody listed', { ...PAPER, ...item({ ItemNo: 'NOPE' }) }, 'itemUnknown'],
    ['a product off sale', { ...PAPER, ...item({ ItemNo: 'OFF00001' }) }, 'itemOffSale'],
    ['a name of three characters', { ...SERIAL_NUMBER, ...serial({ ItemName: '住宿券' }) }, 'itemName'],
    ['a blank in a product’s name', { ...SERIAL_NUMBER, ...serial({ ItemName: 'SPA 課程' }) }, 'itemName'],
    [
      'a full-width bracket in a product’s name',
      { ...SERIAL_NUMBER, ...serial({ ItemName: '住宿券（一）' }) },
      'itemName',
    ],
    ['no price', { ...SERIAL_NUMBER, ...serial({ TicketPrice: undefined }) }, 'ticketPrice'],
    ['a price below zero', { ...SERIAL_NUMBER, ...serial({ TicketPrice: -1 }) }, 'ticketPrice'],
    ['a price over the limit', { ...SERIAL_NUMBER, ...serial({ TicketPrice: 1_000_000_000 }) }, 'ticketPrice'],
    ['half a ticket', { ...PAPER, ...item({ TicketAmount: 0.5 }) }, 'ticketAmount'],
    ['no ticket', { ...PAPER, ...item({ TicketAmount: 0 }) }, 'ticketAmount'],
    ['9 convenience-store tickets', { ...CONVENIENCE_STORE, ...item({ TicketAmount: 9 }) }, 'tooManyTickets'],
    ['101 other tickets', { ...PAPER, ...item({ TicketAmount: 101 }) }, 'tooManyTickets'],
    ['no start date', { ...ELECTRONIC, ...item({}) }, 'startDate'],
    ['today as a start date', { ...ELECTRONIC, ...item({ StartDate: '20220302' }) }, 'startDate'],
    ['30 February', { ...ELECTRONIC, ...item({ StartDate: '20240230' }) }, 'startDate'],
    [
      'a pickup voucher that expires',
      { ...PAPER, TicketInfo: [{ ItemNo: 'VQT04959', TicketAmount: 1, ExpireDate: '20230101' }] },
      'expireDate',
    ],
    [
      'a gift voucher that never expires',
      { ...GIFTS, TicketInfo: [{ ItemNo: 'GIFT0001', TicketAmount: 1 }] },
      'expireDate',
    ],
    [
      'a gift voucher that has expired',
      { ...GIFTS, TicketInfo: [{ ItemNo: 'GIFT0001', TicketAmount: 1, ExpireDate: '20220301' }] },
      'expireDate',
    ],
    ['a list instead of an object', [], 'parameter'],
  ])('refuse %s', (_name, data, reason) => {
    expect(verdict(data)).toBe(reason);
  });

  test('ask for a payment provider with escrow only', () => {
    expect(verdict(PAPER, 'escrow')).toBe('paymentProvider');
    expect(verdict({ ...PAPER, PaymentProvider: '2' }, 'escrow')).toBe('accepted');
    expect(verdict({ ...PAPER, PaymentProvider: '3' }, 'escrow')).toBe('paymentProvider');
  });

  test('reckon the day of issue in Taipei', () => {
    const tomorrow = { ...ELECTRONIC, ...item({ StartDate: '20220303' }) };
    const at = (time: string) => () =>
      checkIssueData(tomorrow, {
        merchantId: MERCHANT,
        profile: 'issueOnly',
        catalogue: new Catalogue(),
        branches: new Branches(),
        now: Date.parse(time),
      });
    expect(at('2022-03-02T15:59:59Z')).not.toThrow();
    expect(at('2022-03-02T16:00:00Z')).toThrow(Refusal);
  });
});
