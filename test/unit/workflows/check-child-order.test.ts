import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidOrderError, type TicketOrder } from '../../../ecticket/index.js';
import { validateOrder } from '../../../ecticket/validate-order.js';
import { checkChildOrder } from '../../../workflows/child-order/validate.js';
import { childOrder } from '../../../workflows/child-order/child-order.js';
import { NOW, validOrder } from '../ecticket/valid-orders.js';
import { electronicOrder, giftOrder, serialNumberOrder } from '../../support/orders.js';

/** Prices are ECPay's to know, and the amount is the merchant's to state. */
const PAID_FIRST = { due: 'beforeIssue', amount: 1360 };

const brokenRules = (given: object) => checkChildOrder(given).map(({ path, rule }) => [path, rule]);

/** Where the full rules find something wrong, in the names of `childOrder`. */
function refusedAt(order: unknown, callbacks: 'public' | 'any' = 'any'): string[] {
  try {
    validateOrder(order, { profile: 'issueOnly', now: NOW, callbacks });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidOrderError)) throw error;
    return error.violations.map(({ path }) => `order.${path}`);
  }
}

describe('an order that a workflow looks at', () => {
  test('and that keeps every rule is never refused', () => {
    fc.assert(
      fc.property(validOrder, (order) => {
        const payment = order.freeTradeNo === undefined && order.issueType !== 'serialNumber' && PAID_FIRST;
        expect(checkChildOrder({ order, callbacks: 'any', ...(payment && { payment }) })).toEqual([]);
      }),
    );
  });

  test('is refused for nothing that the full rules allow', () => {
    const odd = fc.constantFrom<unknown>(undefined, '', null, 0, -1, 1.5, 'x'.repeat(30), 'ａ', 'paper', [], {}, true);
    const change = fc.record({ field: fc.nat(20), item: fc.boolean(), value: odd });
    fc.assert(
      fc.property(validOrder, fc.array(change, { minLength: 1, maxLength: 3 }), (valid, changes) => {
        const order = structuredClone(valid) as unknown as Record<string, unknown>;
        for (const { field, item, value } of changes) {
          const target = (item ? (order['items'] as Record<string, unknown>[])[0] : order) ?? order;
          const names = Object.keys(target);
          const name = names[field % names.length];
          // A platform that is null is for JSON as the page writes it; in TypeScript it is left out.
          if (name === 'platformId' && value === null) continue;
          if (name !== undefined && (item || name !== 'items')) target[name] = value;
        }
        const full = refusedAt(order);
        const payment = order['issueType'] === 'serialNumber' ? {} : { payment: PAID_FIRST };
        const found = checkChildOrder({ order, callbacks: 'any', ...payment }).filter(({ path }) =>
          path.startsWith('order'),
        );
        for (const { path } of found) expect(full).toContainEqual(path);
      }),
      { numRuns: 500 },
    );
  });

  test('names every rule that it breaks', () => {
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
  ])('is refused for the address %s, as by the full rules', (url, rule) => {
    const order = electronicOrder('A1', { useStatusNotifyUrl: url });
    const given = { order, payment: PAID_FIRST, callbacks: 'public' };
    expect(brokenRules(given)).toEqual([['order.useStatusNotifyUrl', rule]]);
    expect(refusedAt(order, 'public')).toEqual(['order.useStatusNotifyUrl']);
  });

  test.each(['https://綠界商店.tw/通知', 'http://shop.example.tw:443/use', 'https://8.8.8.8/use', ''])(
    'keeps the address %j',
    (url) => {
      const order = electronicOrder('A1', { useStatusNotifyUrl: url });
      expect(brokenRules({ order, payment: PAID_FIRST })).toEqual([]);
      expect(refusedAt(order, 'public')).toEqual([]);
    },
  );

  test.each([undefined, null, 5, 'an order', []])('and that is none: %j', (order) => {
    expect(brokenRules({ order })).toContainEqual(['order.merchantId', 'merchantId']);
  });
});

describe('what comes beside the order', () => {
  const order = electronicOrder('A1');
  const gift = giftOrder('F1', '20261231');
  test.each<[string, object, readonly string[][]]>([
    [
      'a sum that is not that of the prices',
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
    ['pickup vouchers that are paid', { order, payment: { due: 'beforeIssue', paid: {} } }, []],
    [
      'a payment that nobody can find',
      { order: electronicOrder('A'.repeat(21)), payment: { ...PAID_FIRST, doubleCheck: true } },
      [['payment.doubleCheck', 'doubleCheckNumber']],
    ],
    ['money for gifts', { order: gift, payment: { due: 'beforeIssue', amount: 1 } }, [['payment', 'giftOrderIsFree']]],
    ['no money for pickup vouchers', { order, payment: { due: 'nothing' } }, [['payment.due', 'paidBeforeIssue']]],
    [
      'a deadline that is no moment',
      { order, payment: { ...PAID_FIRST, deadline: NaN } },
      [['payment.deadline', 'deadlineIsTime']],
    ],
    [
      'a delay that never ends',
      { order, payment: PAID_FIRST, timing: { firstReminder: NaN } },
      [['timing.firstReminder', 'timingDelay']],
    ],
    [
      'a delay that nobody knows',
      { order, payment: PAID_FIRST, timing: { patience: 1 } },
      [['timing.patience', 'timingDelay']],
    ],
    [
      'an address that is none',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'shop.example.tw' },
      [['callbackBaseUrl', 'callbackBaseUrl']],
    ],
    [
      'an address that ECPay cannot call',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://10.0.0.1:4610' },
      [['callbackBaseUrl', 'callbackBaseUrlCallable']],
    ],
    [
      'a private address, in a sandbox',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://10.0.0.1:4610', callbacks: 'any' },
      [],
    ],
    ['an address of this machine', { order, payment: PAID_FIRST, callbackBaseUrl: 'http://127.0.0.1:4610' }, []],
    [
      'an address of this machine, outside the sandbox',
      { order, payment: PAID_FIRST, callbackBaseUrl: 'http://127.0.0.1:4610', callbacks: 'public' },
      [['callbackBaseUrl', 'callbackBaseUrlCallable']],
    ],
    [
      'an address that leaves no room for the paths',
      { order, payment: PAID_FIRST, callbackBaseUrl: `https://shop.example.tw/${'a'.repeat(160)}` },
      [['callbackBaseUrl', 'callbackBaseUrl']],
    ],
    ['another choice of addresses', { order, payment: PAID_FIRST, callbacks: 'private' }, [['callbacks', 'callbacks']]],
    [
      'nothing wrong',
      { order: gift, payment: { due: 'nothing' }, timing: { firstReminder: 1 }, callbackBaseUrl: 'https://a.tw/x/' },
      [],
    ],
  ])('%s', (_what, given, broken) => {
    expect(brokenRules(given)).toEqual(broken);
  });
});

test('a child order gets the addresses and the terms that a client would give it', () => {
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

test('a child order of NT$0 is due for nothing', () => {
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
