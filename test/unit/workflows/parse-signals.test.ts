import { describe, expect, test } from '@jest/globals';
import { parseCallback, parsePayment } from '../../../workflows/handlers/signals.js';

describe('a paymentConfirmed signal that an operator typed', () => {
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
  ])('%j is parsed as %j', (payload, payment) => {
    expect(parsePayment(payload)).toEqual({ payment, amountUnreadable: false });
  });

  test.each([[-1], [1.5], ['1,000'], [''], ['NT$5'], [Number.NaN], [1e300], [{}], [true]])(
    'with the amount %j is unreadable, not a payment without an amount',
    (amount) => {
      expect(parsePayment({ amount })).toEqual({ payment: {}, amountUnreadable: true });
    },
  );
});

test('long texts of a payment are truncated, so that the order can carry them', () => {
  const long = 'R'.repeat(100_000);
  const { payment } = parsePayment({ amount: '9'.repeat(100_000), reference: long, paidAt: long });
  expect(payment).toEqual({ reference: 'R'.repeat(1000), paidAt: 'R'.repeat(1000) });
});

test.each([[undefined], [null], ['x'], [{ kind: 7, receivedAt: 1, data: 'x' }]])(
  '%j is accepted as a callback',
  (payload) => {
    expect(parseCallback(payload, 0)).toEqual({ kind: 'useStatus', receivedAt: '1970-01-01T00:00:00.000Z', data: {} });
  },
);

test('a callback from the receiver is kept unchanged', () => {
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
])('a callback with receivedAt %j counts as received now', (receivedAt) => {
  expect(parseCallback({ receivedAt }, 0).receivedAt).toBe('1970-01-01T00:00:00.000Z');
});

describe('a callback’s data', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });

  test('of the size of ECPay’s largest callback is kept', () => {
    const data = { TicketList: Array.from({ length: 200 }, (_each, index) => ({ TicketNo: index, UseStatus: '2' })) };
    expect(parseCallback({ data }, 0).data).toEqual(data);
  });

  test.each([
    ['too long', { text: 'x'.repeat(100_000) }],
    ['nested too deep', nested(5000)],
  ])('that is %s is dropped', (_what, data) => {
    expect(parseCallback({ data }, 0).data).toEqual({});
  });
});
