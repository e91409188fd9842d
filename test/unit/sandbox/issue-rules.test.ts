import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../ecticket/index.js';
import { Stores } from '../../../sandbox/orders/stores.js';
import { Catalogue } from '../../../sandbox/orders/catalogue.js';
import { Refusal, type RefusalName } from '../../../sandbox/orders/refusals.js';
import { checkIssueData } from '../../../sandbox/issue-rules/index.js';

const MERCHANT = '2000132';
/** The day on which the page's examples are valid. */
const THEN = Date.parse('2022-03-02T04:00:00Z');

/** The four examples of the Issue page, unchanged. */
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

function check(data: unknown, profile: Profile = 'issueOnly'): RefusalName | 'accepted' {
  try {
    checkIssueData(data, {
      merchantId: MERCHANT,
      profile,
      catalogue: new Catalogue(),
      stores: new Stores(),
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
    expect(check(data)).toBe('accepted');
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
    ['empty fields', { ...PAPER, StoreID: '', FreeTradeNo: '', CustomerPhone: null }],
    ['fields that the page does not list', { ...PAPER, Remark: 'x' }],
    ['a serial number with a price of 0', { ...SERIAL_NUMBER, ...serial({ TicketPrice: 0 }) }],
    ['a serial number with the highest price', { ...SERIAL_NUMBER, ...serial({ TicketPrice: 999_999_999 }) }],
  ])('accept %s', (_name, data) => {
    expect(check(data)).toBe('accepted');
  });

  test.each<[string, object, RefusalName]>([
    ['another merchant’s Data', { ...PAPER, MerchantID: '3085676' }, 'otherMerchant'],
    ['no trade number', { ...PAPER, MerchantTradeNo: undefined }, 'tradeNumber'],
    ['both trade numbers', { ...PAPER, FreeTradeNo: 'FREE1' }, 'tradeNumber'],
    ['a MerchantTradeNo of 26 characters', { ...PAPER, MerchantTradeNo: 'A'.repeat(26) }, 'tradeNumber'],
    ['a FreeTradeNo of 21 characters', { ...GIFTS, FreeTradeNo: 'A'.repeat(21) }, 'tradeNumber'],
    ['a hyphen in a trade number', { ...PAPER, MerchantTradeNo: 'A-1' }, 'tradeNumber'],
    ['pickup vouchers under a FreeTradeNo', { ...GIFTS, ...item({}) }, 'expireDate'],
    [
      'only gift vouchers under a MerchantTradeNo',
      { ...GIFTS, FreeTradeNo: '', MerchantTradeNo: 'A1' },
      'tradeNumberKind',
    ],
    ['issue type 5', { ...PAPER, IssueType: '5' }, 'issueType'],
    ['issue type 2 as a number', { ...PAPER, IssueType: 2 }, 'issueType'],
    ['paper without a PrintType', { ...PAPER, PrintType: undefined }, 'printType'],
    ['an electronic ticket without IsImmediate', { ...ELECTRONIC, IsImmediate: undefined }, 'isImmediate'],
    ['an invalid URL', { ...PAPER, UseStatusNotifyURL: 'www.happybuy123.com.tw' }, 'notifyUrl'],
    ['a URL of 201 characters', { ...PAPER, RefundNotifyURL: `http://a.tw/${'x'.repeat(189)}` }, 'notifyUrl'],
    ['a store of one character', { ...PAPER, StoreID: 'A' }, 'storeId'],
    ['no operator', { ...PAPER, Operator: '' }, 'operator'],
    ['an operator in full-width letters', { ...PAPER, Operator: 'Ａｎｎ' }, 'operator'],
    ['a name of one character', { ...PAPER, CustomerName: '王' }, 'customerName'],
    ['a name with Chinese and English characters', { ...PAPER, CustomerName: '王Amy' }, 'customerName'],
    ['an electronic ticket without a name', { ...ELECTRONIC, CustomerName: undefined }, 'customerName'],
    ['a foreign phone', { ...ELECTRONIC, CustomerPhone: '+886912345' }, 'customerPhone'],
    ['an electronic ticket without a phone', { ...ELECTRONIC, CustomerPhone: undefined }, 'customerPhone'],
    [
      'a convenience-store ticket without an e-mail',
      { ...CONVENIENCE_STORE, CustomerEmail: undefined },
      'customerEmail',
    ],
    ['an e-mail of 81 characters', { ...PAPER, CustomerEmail: `${'a'.repeat(76)}@b.tw` }, 'customerEmail'],
    ['an address of 101 characters', { ...PAPER, CustomerAddress: '路'.repeat(101) }, 'customerAddress'],
    ['no items', { ...PAPER, TicketInfo: [] }, 'ticketInfo'],
    ['TicketInfo that is not a list', { ...PAPER, TicketInfo: 'VQT04959' }, 'ticketInfo'],
    ['an item without a number', { ...PAPER, TicketInfo: [{ TicketAmount: 1 }] }, 'itemNo'],
    ['an item twice', { ...PAPER, TicketInfo: [PAPER.TicketInfo[0], PAPER.TicketInfo[0]] }, 'itemRepeated'],
    ['an unknown item', { ...PAPER, ...item({ ItemNo: 'NOPE' }) }, 'itemUnknown'],
    ['an item off sale', { ...PAPER, ...item({ ItemNo: 'OFF00001' }) }, 'itemOffSale'],
    ['a name of three characters', { ...SERIAL_NUMBER, ...serial({ ItemName: '住宿券' }) }, 'itemName'],
    ['a space in an item’s name', { ...SERIAL_NUMBER, ...serial({ ItemName: 'SPA 課程' }) }, 'itemName'],
    [
      'a full-width bracket in an item’s name',
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
    expect(check(data)).toBe(reason);
  });

  test('require a payment provider for escrow only', () => {
    expect(check(PAPER, 'escrow')).toBe('paymentProvider');
    expect(check({ ...PAPER, PaymentProvider: '2' }, 'escrow')).toBe('accepted');
    expect(check({ ...PAPER, PaymentProvider: '3' }, 'escrow')).toBe('paymentProvider');
  });

  test('use the date in Taipei as the day of issue', () => {
    const tomorrow = { ...ELECTRONIC, ...item({ StartDate: '20220303' }) };
    const at = (time: string) => () =>
      checkIssueData(tomorrow, {
        merchantId: MERCHANT,
        profile: 'issueOnly',
        catalogue: new Catalogue(),
        stores: new Stores(),
        now: Date.parse(time),
      });
    expect(at('2022-03-02T15:59:59Z')).not.toThrow();
    expect(at('2022-03-02T16:00:00Z')).toThrow(Refusal);
  });
});
