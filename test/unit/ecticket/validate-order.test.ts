import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import type { Violation } from '../../../ecticket/index.js';
import { InvalidOrderError } from '../../../ecticket/errors/invalid-order-error.js';
import { fromIssueData, toIssueData } from '../../../ecticket/naming.js';
import { validateOrder } from '../../../ecticket/validate-order.js';
import { NOW, validOrder } from './valid-orders.js';

const issueOnly = { profile: 'issueOnly', now: NOW } as const;
const escrow = { profile: 'escrow', now: NOW } as const;

const paper = {
  merchantId: '3085676',
  merchantTradeNo: 'T1',
  operator: 'Ann',
  issueType: 'paper',
  printedBy: 'merchant',
  refundNotifyUrl: 'https://shop.example/refund',
  useStatusNotifyUrl: 'https://shop.example/use',
  items: [{ itemNo: 'VQT04959', quantity: 2 }],
};

describe('an order that keeps the rules', () => {
  test('is the one that the examples place', async () => {
    const order: unknown = JSON.parse(await readFile('examples/shared/order.json', 'utf8'));
    expect(validateOrder(order, issueOnly).order).toEqual(order);
  });

  test('is returned unchanged, under either profile', () => {
    fc.assert(
      fc.property(validOrder, (order) => {
        expect(validateOrder(order, escrow).order).toEqual(order);
        expect(validateOrder(order, issueOnly).order).toEqual({ ...order, paymentProvider: undefined });
      }),
    );
  });

  test('converts to Data of Issue and back without loss', () => {
    fc.assert(
      fc.property(validOrder, (order) => {
        const data = JSON.parse(JSON.stringify(toIssueData(order))) as ReturnType<typeof toIssueData>;
        expect(fromIssueData(data, order.platformId)).toEqual(order);
      }),
    );
  });

  test('is returned without blank fields and without fields that ECPay ignores, with a warning for each', () => {
    const given = {
      ...paper,
      storeId: '',
      customerName: undefined,
      availability: 'immediate',
      paymentProvider: 'ecpay',
    };
    const items = [{ itemNo: 'VQT04959', quantity: 2, price: 100, startDate: '20260518' }];
    const { order, warnings } = validateOrder({ ...given, items }, issueOnly);
    expect(order).toStrictEqual(paper);
    expect(warnings.map(({ path, rule }) => [path, rule])).toEqual([
      ['availability', 'isImmediateIgnored'],
      ['paymentProvider', 'paymentProviderIgnored'],
      ['items[0].price', 'ticketPriceIgnored'],
      ['items[0].startDate', 'startDateIgnored'],
    ]);
  });

  test('has no platform if the platform is null, as in ECPay’s documentation', () => {
    expect(validateOrder({ ...paper, platformId: null }, issueOnly).order).toStrictEqual(paper);
  });

  test('keeps its platform, which is not a part of Data', () => {
    expect(validateOrder({ ...paper, platformId: '3085672' }, issueOnly).order.platformId).toBe('3085672');
    expect(toIssueData(validateOrder({ ...paper, platformId: '3085672' }, issueOnly).order)).not.toHaveProperty(
      'platformId',
    );
  });
});

describe('an order that breaks rules', () => {
  test('reports every violation at once, in the client’s names', () => {
    const order = {
      merchantId: '3085676',
      platformId: '30856723085',
      merchantTradeNo: 'T-1',
      issueType: 'electronic',
      availability: 'fromStartDate',
      operator: 'Ａnn',
      customerName: '王Ann',
      custmerPhone: '0912345678',
      customerEmail: 'ann@shop',
      items: [
        { itemNo: 'VQT04959', quantity: '4', startDate: '20260518' },
        { itemNo: 'VQT04959', quantity: 101, startDate: '20260601', expireDate: '20260531', colour: 'red' },
      ],
    };
    expect(
      violationsOf(order, escrow)
        .map(({ path, rule }) => `${path}: ${rule}`)
        .sort(),
    ).toEqual([
      'custmerPhone: unknownField',
      'customerEmail: customerEmail',
      'customerName: customerName',
      'customerPhone: customerPhoneNeeded',
      'items: ticketsPerOrder',
      'items[0].quantity: shape',
      'items[0].startDate: startDateAfterIssue',
      'items[1].colour: unknownField',
      'items[1].expireDate: expireDateNotBeforeStart',
      'items[1].itemNo: itemNoUnique',
      'merchantTradeNo: merchantTradeNo',
      'operator: operator',
      'paymentProvider: paymentProviderNeeded',
      'platformId: platformId',
    ]);
  });

  test.each([
    ['issueType', { issueType: '2' }, 'issueType', "'convenienceStore', 'paper', 'electronic', 'serialNumber'"],
    ['issueType', { issueType: 'toString' }, 'issueType', "'paper'"],
    ['printedBy', { printedBy: 'ECPay' }, 'printType', "'ecpay', 'merchant'"],
    ['availability', { issueType: 'electronic', availability: 2 }, 'isImmediate', "'immediate', 'fromStartDate'"],
    ['paymentProvider', { paymentProvider: null }, 'paymentProvider', "'ecpay', 'other'"],
  ])('an invalid value of %s is reported once, with the valid values', (path, fields, rule, text) => {
    const found = violationsOf({ ...paper, ...fields }).filter((violation) => violation.path === path);
    expect(found.map((violation) => violation.rule)).toEqual([rule]);
    expect(found[0]?.fix).toContain(text);
  });

  test('ECPay’s own names and JavaScript’s are unknown fields', () => {
    const found = violationsOf({ ...paper, merchantId: undefined, MerchantID: '3085676', toString: 1 });
    expect(found.map(({ path, rule }) => `${path}: ${rule}`).sort()).toEqual([
      'MerchantID: unknownField',
      'merchantId: required',
      'toString: unknownField',
    ]);
  });

  test.each([[null], [undefined], [[]], ['order'], [0], [true], [Symbol('order')], [1n], [() => paper]])(
    'a value that is not an order violates the rule `shape`: %p',
    (given) => {
      expect(violationsOf(given).map(({ path, rule }) => [path, rule])).toEqual([['', 'shape']]);
    },
  );

  test('a very long list yields a limited number of violations', () => {
    const items = Array.from({ length: 100_000 }, () => ({ itemNo: 'VQT04959', quantity: 1, colour: 'red' }));
    const found = violationsOf({ ...paper, items });
    expect(found.map(({ rule }) => rule)).toContain('ticketsPerOrder');
    expect(found.length).toBeLessThan(300);
  });

  test('neither the error nor its inspection shows the customer’s input', () => {
    const secrets = {
      customerName: '王Secret',
      customerPhone: '0999secret',
      customerEmail: 'secret@',
      customerAddress: 9,
    };
    try {
      validateOrder({ ...paper, ...secrets }, issueOnly);
      throw new Error('not refused');
    } catch (error) {
      const seen = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error) + String(error);
      expect(seen).toContain('customerPhone');
      expect(seen).not.toMatch(/secret|王/iu);
    }
  });

  test('any invalid value throws only InvalidOrderError', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withNullPrototype: true,
      withTypedArray: true,
    });
    const field = fc.constantFrom(
      ...Object.keys(paper),
      'platformId',
      'customerName',
      'IssueType',
      '__proto__',
      'constructor',
    );
    const item = fc.dictionary(
      fc.constantFrom('itemNo', 'quantity', 'startDate', 'expireDate', 'price', '__proto__'),
      value,
    );
    const spoilt = fc
      .tuple(fc.dictionary(field, value), fc.array(fc.oneof(item, value)))
      .map(([fields, items]) => ({ ...paper, items, ...fields }));
    fc.assert(
      fc.property(fc.oneof(value, spoilt), (given) => {
        try {
          validateOrder(given, escrow);
        } catch (error) {
          if (!(error instanceof InvalidOrderError)) throw error;
          expect(error.violations.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('one invalid field of a valid order is reported with its path', () => {
    const spoiling = fc.constantFrom<[string, unknown]>(
      ['operator', 'ten letters too many'],
      ['merchantId', ''],
      ['issueType', 'train'],
      ['storeId', 'Ｓ１'],
      ['customerAddress', 7],
      ['useStatusNotifyUrl', 'nowhere'],
      ['items', []],
      ['surprise', 1],
    );
    fc.assert(
      fc.property(validOrder, spoiling, (order, [field, value]) => {
        expect(violationsOf({ ...order, [field]: value }, escrow).map(({ path }) => path)).toContain(field);
      }),
    );
  });
});

function violationsOf(
  order: unknown,
  circumstances: Parameters<typeof validateOrder>[1] = issueOnly,
): readonly Violation[] {
  try {
    validateOrder(order, circumstances);
  } catch (error) {
    if (error instanceof InvalidOrderError) return error.violations;
    throw error;
  }
  throw new Error('the order was not refused');
}
