import { describe, expect, test } from '@jest/globals';
import { readCallback, readPayment } from '../../../workflows/read-signals.js';

describe('a payment signalled by hand', () => {
  test.each([
    [
      { amount: 1000, reference: 'R1', paidAt: '2026-11-22' },
      { amount: 1000, reference: 'R1', paidAt: '2026-11-22' },
    ],
    [{ amount: '1000' }, { amount: 1000 }],
    [{ amount: 0 }, { amount: 0 }],
    [undefined, {}],
    [null, {}],
    ['yes', {}],
    [[1000], {}],
    [{}, {}],
    [{ amount: null, reference: 5 }, {}],
  ])('%j is read as %j', (said, payment) => {
    expect(readPayment(said)).toEqual({ payment, amountUnreadable: false });
  });

  test.each([[-1], [1.5], ['1,000'], [''], ['NT$5'], [Number.NaN], [1e300], [{}], [true]])(
    'the amount %j is unreadable, never taken for none',
    (amount) => {
      expect(readPayment({ amount })).toEqual({ payment: {}, amountUnreadable: true });
    },
  );
});

test.each([[undefined], [null], ['x'], [{ kind: 7, receivedAt: 1, data: 'x' }]])(
  '%j is a callback all the same',
  (said) => {
    expect(readCallback(said, 0)).toEqual({ kind: 'useStatus', receivedAt: '1970-01-01T00:00:00.000Z', data: {} });
  },
);

test('a callback as the receiver sends it is kept as it is', () => {
  const callback = { kind: 'refund', receivedAt: '2026-11-22T00:00:00Z', data: { RefundAmount: 200 } };
  expect(readCallback(callback, 0)).toEqual(callback);
});
