import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidOrderError, type TicketOrder } from '../../../ecticket/index.js';
import { validateOrder } from '../../../ecticket/validate-order.js';
import { checkChildOrder } from '../../../workflows/runtime/check-order.js';
import { childOrder } from '../../../workflows/child-order/child-order.js';
import { NOW, validOrder } from '../ecticket/valid-orders.js';
import { electronicOrder, giftOrder, serialNumberOrder } from '../../support/orders.js';

/** Orders of catalogue items need an amount: their prices are in ECPay's catalogue. */
const PAID_FIRST = { due: 'beforeIssue', amount: 1360 };

const brokenRules = (request: object) => checkChildOrder(request).map(({ path, rule }) => [path, rule]);

/** The paths at which the complete validation finds violations, in the names of `childOrder`. */
function invalidPaths(order: unknown, callbacks: 'public' | 'any' = 'any'): string[] {
  try {
    validateOrder(order, { profile: 'issueOnly', now: NOW, callbacks });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidOrderError)) throw error;
    return error.violations.map(({ path }) => `order.${path}`);
  }
}

describe('a child order', () => {
  test('that is valid by the complete rules is never refused', () => {
    fc.assert(
      fc.property(validOrder, (order) => {
        const payment = order.freeTradeNo === undefined && order.issueType !== 'serialNumber' && PAID_FIRST;
        expect(checkChildOrder({ order, callbacks: 'any', ...(payment && { payment }) })).toEqual([]);
      }),
    );
  });

  test('is never refused for something that the complete rules allow', () => {
    const invalid = fc.constantFrom<unknown>(
      undefined,
      '',
      null,
      0,
      -1,
      1.5,
      'x'.repeat(30),
      'ａ',
      'paper',
      [],
      {},
      true,
    );
    const change = fc.record({ field: fc.nat(20), item: fc.boolean(), value: invalid });
    fc.assert(
      fc.property(validOrder, fc.array(change, { minLength: 1, maxLength: 3 }), (valid, changes) => {
        const order = structuredClone(valid) as unknown as Record<string, unknown>;
        for (const { field, item, value } of changes) {
          const target = (item ? (order['items'] as Record<string, unknown>[])[0] : order) ?? order;
          const names = Object.keys(target);
          const name = names[field % names.length];
          // ECPay's page allows null as a platform in JSON; in TypeScript the field is left out.
          if (name === 'platformId' && value === null) continue;
          if (name !== undefined && (item || name !== 'items')) target[name] = value;
        }
        const full = invalidPaths(order);
        const payment = order['issueType'] === 'serialNumber' ? {} : { payment: PAID_FIRST };
        const found = checkChildOrder({ order, callbacks: 'any', ...payment }).filter(({ path }) =>
          path.startsWith('order'),
        );
        for (const { path } of found) expect(full).toContainEqual(path);
      }),
      { numRuns: 500 },
    );
  });

  test('is refused with every violation, not only the first', () => {
    const order = {
      ...electronicOrder('A 1'),
      operator: '',
      customerEmail: undefined,
      items: [{ itemNo: '', quantity: 101 }],
    };
    expect(brokenRules({ order })).toEqual([
      ['order.operator', 'operator'],
      ['order.merchantTradeNo', 'merchantTradeNo'],
      ['order.customerEmail', 'customerEmailNeeded'],
      ['order.items[0].itemNo', 'itemNoNeeded'],
      ['order.items', 'ticketsPerOrder'],
    ]);
  });

  test.each([
    ['garbage', 'useStatusNotifyUrl'],
    ['ftp://shop.example.tw/use', 'useStatusNotifyUrl'],
    ['https://shop.example.tw/a b', 'useStatusNotifyUrl'],
    [`https://shop.example.tw/${'a'.repeat(200)}`, 'useStatusNotifyUrl'],
    [`https://綠界商店.tw/${'通'.repeat(25)}`, 'useStatusNotifyUrl'],
    ['https://shop.example.tw:8443/use', 'useStatusNotifyUrlCallable'],
    ['http://LOCALHOST./use', 'useStatusNotifyUrlCallable'],
    ['http://2130706433/use', 'useStatusNotifyUrlCallable'],
    ['https://[::ffff:10.0.0.1]/use', 'useStatusNotifyUrlCallable'],
  ])('is refused for the notify URL %s, as by the complete rules', (url, rule) => {
    const order = electronicOrder('A1', { useStatusNotifyUrl: url });
    const given = { order, payment: PAID_FIRST, callbacks: 'public' };
    expect(brokenRules(given)).toEqual([['order.useStatusNotifyUrl', rule]]);
    expect(invalidPaths(order, 'public')).toEqual(['order.useStatusNotifyUrl']);
  });

  test.each(['https://綠界商店.tw/通知', 'http://shop.example.tw:443/use', 'https://8.8.8.8/use', ''])(
    'is accepted with the notify URL %j',
    (url) => {
      const order = electronicOrder('A1', { useStatusNotifyUrl: url });
      expect(brokenRules({ order, payment: PAID_FIRST })).toEqual([]);
      expect(invalidPaths(order, 'public')).toEqual([]);
    },
  );

  test.each([undefined, null, 5, 'an order', []])('is refused if it is not an object: %j', (order) => {
    expect(brokenRules({ order })).toContainEqual(['order.merchantId', 'merchantId']);
  });
});

describe('the other fields of childOrder', () => {
  const order = electronicOrder('A1');
  const gift = giftOrder('F1', '20261231');
  test.each<[string, object, readonly string[][]]>([
    [
      'an amount that differs from the sum of the prices',
      { order: serialNumberOrder('A1'), payment: { due: 'beforeIssue', amount: 1 } },
      [['payment.amount', 'amountIsTotal']],
    ],
    [
      'an amount below 0',
      { order, payment: { due: 'beforeIssue', amount: -1 } },
      [['payment.amount', 'paymentAmount']],
    ],
    ['pickup vouchers without an amount', { order }, [['payment.amount', 'amountNeeded']]],
    [
      'terms without an amount',
      { order, payment: { due: 'beforeIssue', deadline: 1 } },
      [['payment.amount', 'amountNeeded']],
    ],
    [
      'pickup vouchers that are already paid, without the amount due',
      { order, payment: { due: 'beforeIssue', paid: {} } },
      [['payment.amount', 'amountNeeded']],
    ],
    [
      'doubleCheck with a number too long for ECPay’s payment system',
      { order: electronicOrder('A'.repeat(21)), payment: { ...PAID_FIRST, doubleCheck: true } },
      [['payment.doubleCheck', 'doubleCheckNumber']],
    ],
    [
      'a payment for gift vouchers',
      { order: gift, payment: { due: 'beforeIssue', amount: 1 } },
      [['payment', 'giftOrderIsFree']],
    ],
    ['no payment for pickup vouchers', { order, payment: { due: 'nothing' } }, [['payment.due', 'paidBeforeIssue']]],
    [
      'a deadline that is not a time',
      { order, payment: { ...PAID_FIRST, deadline: NaN } },
      [['payment.deadline', 'deadlineIsTime']],
    ],
    [
      'a delay that is not a number',
      { order, payment: PAID_FIRST, timing: { firstReminder: NaN } },
      [['timing.firstReminder', 'timingDelay']],
    ],
    ['an unknown delay', { order, payment: PAID_FIRST, timing: { patience: 1 } }, [['timing.patience', 'timingDelay']]],
    [
      'a base URL that is not a URL',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'shop.example.tw' },
      [['callbackBaseUrl', 'callbackBaseUrl']],
    ],
    [
      'a base URL that ECPay cannot call',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://10.0.0.1:4610' },
      [['callbackBaseUrl', 'callbackBaseUrlCallable']],
    ],
    [
      'a private address with callbacks: any',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://10.0.0.1:4610', callbacks: 'any' },
      [],
    ],
    [
      'an address of this machine without callbacks',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://127.0.0.1:4610' },
      [],
    ],
    [
      'an address of this machine with callbacks: public',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://127.0.0.1:4610', callbacks: 'public' },
      [['callbackBaseUrl', 'callbackBaseUrlCallable']],
    ],
    [
      'a base URL that is too long with the receiver’s paths',
      { order, payment: PAID_FIRST, callbackBaseUrl: `https://shop.example.tw/${'a'.repeat(160)}` },
      [['callbackBaseUrl', 'callbackBaseUrl']],
    ],
    [
      'an unknown value of callbacks',
      { order, payment: PAID_FIRST, callbacks: 'private' },
      [['callbacks', 'callbacks']],
    ],
    [
      'valid fields',
      {
        order: gift,
        payment: { due: 'nothing' },
        timing: { firstReminder: '1 ms' },
        callbackBaseUrl: 'https://a.tw/x/',
      },
      [],
    ],
  ])('%s', (_what, given, broken) => {
    expect(brokenRules(given)).toEqual(broken);
  });
});

test('a child order has the same notify URLs and terms as an order placed by the client', () => {
  const order = { ...electronicOrder('A1'), freeTradeNo: '', storeId: undefined } as unknown as TicketOrder;
  const payment = { due: 'beforeIssue', amount: 1360 } as const;
  const { args, workflowId } = childOrder({ order, payment, callbackBaseUrl: 'https://shop.example.tw/' });
  expect(workflowId).toBe('ecticket/3085676/A1');
  expect(args).toEqual([
    {
      order: {
        ...electronicOrder('A1'),
        useStatusNotifyUrl: 'https://shop.example.tw/ecpay/ticket/use-status',
        refundNotifyUrl: 'https://shop.example.tw/ecpay/ticket/refund',
      },
      payment,
    },
  ]);
});

test('nothing is due for a child order of NT$0', () => {
  const serials: TicketOrder = {
    merchantId: '3085676',
    merchantTradeNo: 'S1',
    operator: 'Angela',
    issueType: 'serialNumber',
    items: [{ itemName: '五星渡假飯店假日住宿券', price: 0, quantity: 2 }],
  };
  const free = [childOrder({ order: serials }), childOrder({ order: serials, payment: { due: 'nothing' } })];
  const stated = childOrder({ order: electronicOrder('A1'), payment: { due: 'beforeIssue', amount: 0 } });
  const paid = childOrder({ order: electronicOrder('A1'), payment: { due: 'beforeIssue', amount: 0, paid: {} } });
  for (const { args } of [...free, stated, paid]) expect(args).toMatchObject([{ payment: { due: 'nothing' } }]);
});
