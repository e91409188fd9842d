import { describe, expect, test } from '@jest/globals';
import { parseCallback, parsePayment } from '../../../workflows/handlers/signals.js';

describe('a payment signalled by hand', () => {
  test.each([
    [
      { amount: 1000, reference: 'R1', paidAt: '2026-11-22' },
      { amount: 1000, reference: 'R1', paidAt: '2026-11-22' },
    ],
    [{ amount: '1000' }, { amount: 1000 }],
    [
      { amount: 1000, method: 'creditOneTime', source: 'aioNotice' },
      { amount: 1000, method: 'creditOneTime', source: 'aioNotice' },
    ],
    [
      { method: 'other', source: 'embeddedNotice' },
      { method: 'other', source: 'embeddedNotice' },
    ],
    [{ method: 'credit', source: { $ne: 1 } }, {}],
    [{ amount: 0 }, { amount: 0 }],
    [undefined, {}],
    [null, {}],
    ['yes', {}],
    [[1000], {}],
    [{}, {}],
    [{ amount: null, reference: 5 }, {}],
  ])('%j is read as %j', (said, payment) => {
    expect(parsePayment(said)).toEqual({ payment, amountUnreadable: false });
  });

  test.each([[-1], [1.5], ['1,000'], [''], ['NT$5'], [Number.NaN], [1e300], [{}], [true]])(
    'the amount %j is unreadable, never taken for none',
    (amount) => {
      expect(parsePayment({ amount })).toEqual({ payment: {}, amountUnreadable: true });
    },
  );
});

test('texts of a payment are kept as long as any that is real, so that an order can carry them', () => {
  const long = 'R'.repeat(100_000);
  const { payment } = parsePayment({ amount: '9'.repeat(100_000), reference: long, paidAt: long });
  expect(payment).toEqual({ reference: 'R'.repeat(1000), paidAt: 'R'.repeat(1000) });
});

test.each([[undefined], [null], ['x'], [{ kind: 7, receivedAt: 1, data: 'x' }]])(
  '%j is a callback all the same',
  (said) => {
    expect(parseCallback(said, 0)).toEqual({ kind: 'useStatus', receivedAt: '1970-01-01T00:00:00.000Z', data: {} });
  },
);

test('a callback as the receiver sends it is kept as it is', () => {
  const callback = { kind: 'refund', receivedAt: '2026-11-22T00:00:00Z', data: { RefundAmount: 200 } };
  expect(parseCallback(callback, 0)).toEqual(callback);
});

test.each([
  ['+275760-09-13T00:00:00Z'],
  ['-271821-04-20T00:00:00Z'],
  ['yesterday'],
  [''],
  ['1'],
  ['2'.repeat(100_000)],
])('a callback that says %j was received when it came', (receivedAt) => {
  expect(parseCallback({ receivedAt }, 0).receivedAt).toBe('1970-01-01T00:00:00.000Z');
});

describe('a callback’s data', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });

  test('as large and as deep as ECPay’s own could be is kept', () => {
    const data = { TicketList: Array.from({ length: 200 }, (_each, index) => ({ TicketNo: index, UseStatus: '2' })) };
    expect(parseCallback({ data }, 0).data).toEqual(data);
  });

  test.each([
    ['too long', { text: 'x'.repeat(100_000) }],
    ['nested too deep', nested(5000)],
  ])('that is %s to be carried for years is not kept', (_what, data) => {
    expect(parseCallback({ data }, 0).data).toEqual({});
  });
});
