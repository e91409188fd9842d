/** Random Data of Issue: valid, and with one to three invalid fields. */
import fc from 'fast-check';

/** Noon in Taipei, 18 May 2026. */
export const NOW = Date.parse('2026-05-18T04:00:00Z');

export type Payload = Record<string, unknown> & { readonly TicketInfo: readonly Record<string, unknown>[] };

const LETTERS_AND_DIGITS = Array.from('ABCXYZabcxyz0189');
const HAN = Array.from('王珊珊五星渡假飯店住宿券體驗𠮷㐂々〇');

const text = (characters: readonly string[], minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((chosen) => chosen.join(''));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const name = fc.oneof(text(HAN.slice(0, 10), 2, 20), fc.constantFrom('Angela Chan', "O'Neil", 'Jo', '阿曼達·王'));
const url = fc.constantFrom('http://shop.example/notify', 'https://shop.example:8443/a/b?c=d');
const email = fc.constantFrom('abc@gmail.com', 'a.b+c@mail.shop.example', "o'neil@x-y.tw");
const later = fc.constantFrom('20260519', '20270228', '20280229');
const expiry = fc.constantFrom('20280229', '20291231');

const common = {
  MerchantID: fc.constant('3085676'),
  Operator: text(LETTERS_AND_DIGITS, 1, 10),
  StoreID: maybe(text(LETTERS_AND_DIGITS, 2, 20)),
  RefundNotifyURL: maybe(url),
  UseStatusNotifyURL: maybe(url),
  CustomerAddress: maybe(fc.constantFrom('台北市南港區三重路19-2號6樓', 'No. 19-2, Sanchong Rd.')),
  PaymentProvider: maybe(fc.constantFrom('1', '2')),
};

const optionalCustomer = {
  CustomerName: maybe(name),
  CustomerPhone: maybe(fc.constant('0912345678')),
  CustomerEmail: maybe(email),
};

const items = (gift: boolean, most: number, extra: Record<string, fc.Arbitrary<unknown>>) =>
  fc.array(
    fc.record({
      ItemNo: text(LETTERS_AND_DIGITS, 1, 8),
      TicketAmount: fc.integer({ min: 1, max: Math.floor(most / 4) }),
      ExpireDate: gift ? expiry : fc.constant(undefined),
      ...extra,
    }),
    { minLength: 1, maxLength: 4 },
  );

const serialNumbers = {
  ItemNo: fc.constant(undefined),
  ItemName: text([...HAN.slice(0, 14), ...Array.from('aZ09()_/,.$%-')], 4, 20),
  TicketPrice: fc.integer({ min: 0, max: 999_999_999 }),
};

const issueTypes = (gift: boolean) =>
  fc.oneof(
    fc.record({
      IssueType: fc.constant('1'),
      ...optionalCustomer,
      CustomerEmail: email,
      TicketInfo: items(gift, 8, {}),
    }),
    fc.record({
      IssueType: fc.constant('2'),
      PrintType: fc.constantFrom('1', '2'),
      ...optionalCustomer,
      TicketInfo: items(gift, 100, {}),
    }),
    ...(['1', '2'] as const).map((immediate) =>
      fc.record({
        IssueType: fc.constant('3'),
        IsImmediate: fc.constant(immediate),
        CustomerName: name,
        CustomerPhone: fc.constant('0912345678'),
        CustomerEmail: email,
        TicketInfo: items(gift, 100, { StartDate: immediate === '2' ? later : fc.constant(undefined) }),
      }),
    ),
    fc.record({ IssueType: fc.constant('4'), ...optionalCustomer, TicketInfo: items(gift, 100, serialNumbers) }),
  );

const mixed = fc.tuple(issueTypes(false), issueTypes(true));

/** Valid except that item numbers may be repeated. */
export const inOrder: fc.Arbitrary<Payload> = fc
  .tuple(fc.record(common), fc.boolean(), mixed, text(LETTERS_AND_DIGITS, 1, 20))
  .map(([fields, giftsOnly, [pickup, gift], tradeNo]) =>
    withoutUndefined({
      ...fields,
      ...(giftsOnly ? { FreeTradeNo: tradeNo, ...gift } : { MerchantTradeNo: tradeNo, ...pickup }),
    }),
  );

/**
 * Typical mistakes in forms and programs: spaces, full-width letters, wrong types, limits and one beyond. For null see
 * `withNulls`.
 */
const SPOILING: readonly unknown[] = [
  ...[undefined, '', ' ', 0, 1, 2, 8, 9, 100, 101, -1, 1.5, 1e9, 999_999_999, 20260519, true, [], {}],
  ...'0|1|2|3|4|5|A|AB|王|王小明|王 小明|王a|Al Bundy|Al  | Al|Al-|-Al|阿·|·阿|阿‧曼|é|José'.split('|'),
  ..."Ａngela|１２|𠮷野家|𠮷|々々|〇〇|カナ|ㄅㄆㄇㄈ|한국|a\u0000b|\ud800x|D'Arc|J.".split('|'),
  ...'abc|abcd|(A)!|()_/|,.$%-|五星 飯店|五星飯店：|五星飯店|五（星）店'.split('|'),
  ...[8, 9, 10, 11, 20, 21, 25, 26].map((length) => 'x'.repeat(length)),
  ...[2, 10, 11, 20, 21, 50, 51, 100, 101].flatMap((length) => ['王'.repeat(length), '𠮷'.repeat(length)]),
  ...'0912345678|0812345678|091234567|09123456789|+886912345678|０９12345678|0912-345678'.split('|'),
  ...'a@b|a@b.c|@b.c|a@|a@b.c.|a@.b.c|a b@c.d|a@b@c.d|王@b.c|a@-b.c|.a@b.c'.split('|'),
  ...[75, 76].map((length) => `${'a'.repeat(length)}@b.tw`),
  ...'http://a|ftp://a.b|http:/a|javascript:1|//a.b|http://|http://a b|HTTP://A'.split('|'),
  ...[191, 192].map((length) => `http://a/${'x'.repeat(length)}`),
  ...'20260517|20260518|20260519|20260230|20261301|2026518|2026/05/19|99991231|00000101|２0260519'.split('|'),
];

export const FIELDS = [
  'MerchantTradeNo',
  'FreeTradeNo',
  'IssueType',
  'PrintType',
  'IsImmediate',
  'RefundNotifyURL',
  'StoreID',
  'Operator',
];
export const MORE_FIELDS = [
  'CustomerName',
  'CustomerPhone',
  'CustomerEmail',
  'CustomerAddress',
  'PaymentProvider',
  'UseStatusNotifyURL',
  'TicketInfo',
];
export const ITEM_FIELDS = ['ItemNo', 'ItemName', 'TicketPrice', 'TicketAmount', 'StartDate', 'ExpireDate'];

export interface Place {
  readonly field: string;
  readonly item: number | undefined;
}

export function place(): fc.Arbitrary<Place> {
  return fc.oneof(
    fc.constantFrom(...FIELDS, ...MORE_FIELDS).map((field) => ({ field, item: undefined })),
    fc.record({ field: fc.constantFrom(...ITEM_FIELDS), item: fc.nat({ max: 3 }) }),
  );
}

/** Replaces one to three fields. */
export const spoiled: fc.Arbitrary<Payload> = fc
  .tuple(inOrder, fc.array(fc.tuple(place(), fc.constantFrom(...SPOILING)), { minLength: 1, maxLength: 3 }))
  .map(([payload, changes]) =>
    changes.reduce((data, [{ field, item }, value]) => changed(data, field, item, value), payload),
  );

export function changed(payload: Payload, field: string, item: number | undefined, value: unknown): Payload {
  const items: unknown = payload.TicketInfo;
  if (item === undefined || !Array.isArray(items)) return withoutUndefined({ ...payload, [field]: value });
  const TicketInfo = (items as readonly object[]).map((each, index) =>
    index === item ? { ...each, [field]: value } : each,
  );
  return withoutUndefined({ ...payload, TicketInfo });
}

function withoutUndefined(value: Record<string, unknown>): Payload {
  return JSON.parse(JSON.stringify(value)) as Payload;
}
