/** Orders of every kind that keep every rule of the Issue page, in the client's names. */
import fc from 'fast-check';
import type { TicketOrder } from '../../../ecticket/index.js';

/** Noon of 2026-05-18 in Taipei. */
export const NOW = Date.parse('2026-05-18T12:00:00+08:00');

const oneOfChars = (chars: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...chars), minLength: min, maxLength: max });
const fixNonAlphanumeric = (min: number, max: number) => oneOfChars('ABCXYZabcxyz0189', min, max);

const maybe = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });
const url = fc.webUrl({ withQueryParameters: true }).filter((text) => text.length <= 200);
const laterDay = fc.integer({ min: 1, max: 28 }).map((day) => `202606${String(day).padStart(2, '0')}`);
const lastDay = fc.integer({ min: 1, max: 28 }).map((day) => `202702${String(day).padStart(2, '0')}`);

const common = fc
  .tuple(
    fc.record({ merchantId: fixNonAlphanumeric(1, 10), operator: fixNonAlphanumeric(1, 10) }),
    maybe({
      platformId: fixNonAlphanumeric(1, 10),
      storeId: fixNonAlphanumeric(2, 20),
      refundNotifyUrl: url,
      useStatusNotifyUrl: url,
      customerAddress: oneOfChars('台北市南港區1-2號 ', 1, 100),
    }),
    fc.record({ paymentProvider: fc.constantFrom('ecpay', 'other') }),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

const customer = fc.record({
  customerName: fc.oneof(oneOfChars('王珊', 2, 20), oneOfChars('王珊𠮷', 2, 10), oneOfChars('ABcd', 2, 20)),
  customerPhone: fc.stringMatching(/^09\d{8}$/),
  customerEmail: fc.tuple(fixNonAlphanumeric(1, 20), fixNonAlphanumeric(1, 20)).map(([a, b]) => `${a}@${b}.example`),
});

const kind = fc.oneof(
  fc.record({ issueType: fc.constant('convenienceStore'), customerEmail: fc.constant('ann@shop.example') }),
  fc.record({ issueType: fc.constant('paper'), printedBy: fc.constantFrom('ecpay', 'merchant') }),
  fc
    .tuple(customer, fc.constantFrom('immediate', 'fromStartDate'))
    .map(([who, availability]) => ({ issueType: 'electronic', availability, ...who })),
  fc.constant({ issueType: 'serialNumber' }),
);

const itemCore = {
  itemNo: fixNonAlphanumeric(1, 8),
  itemName: oneOfChars('券AZ09()_/,.$%-', 4, 20),
  price: fc.integer({ min: 0, max: 999_999_999 }),
  quantity: fc.integer({ min: 1, max: 2 }),
  startDate: laterDay,
  expireDate: lastDay,
  isGift: fc.boolean(),
};

const items = fc.uniqueArray(fc.record(itemCore), { minLength: 1, maxLength: 4, selector: ({ itemNo }) => itemNo });

/** Valid under the escrow profile; under issue-only too, but for a warning. */
export const validOrder: fc.Arbitrary<TicketOrder> = fc
  .tuple(common, kind, items, fc.boolean(), fixNonAlphanumeric(1, 20))
  .map(([base, type, rawItems, allGifts, tradeNo]) => {
    const serial = type.issueType === 'serialNumber';
    const later = 'availability' in type && type.availability === 'fromStartDate';
    const orderItems = rawItems.map((item, index) => ({
      ...(serial ? { itemName: item.itemName, price: item.price } : { itemNo: item.itemNo }),
      quantity: item.quantity,
      ...(later && { startDate: item.startDate }),
      ...((allGifts || (item.isGift && index > 0)) && { expireDate: item.expireDate }),
    }));
    const number = allGifts ? { freeTradeNo: tradeNo } : { merchantTradeNo: tradeNo };
    // Put together from parts whose ties TypeScript cannot follow.
    return { ...base, ...type, ...number, items: orderItems } as unknown as TicketOrder;
  });
