/** The confirmed amount of refunds while refunds are made and withdrawn. */
import { describe, expect, test } from '@jest/globals';
import type { TicketState } from '../../../ecticket/provider-order.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { awaitsRefundConfirmation, refundDue } from '../../../workflows/state/refunds.js';
import { starts, T0 } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';

/** Every ticket is worth NT$100. */
const record = (states: TicketState[], refundFee = 0): OrderInput => ({
  type: 'reconciled',
  record: recordOf(states, { escrowEndsOn: '20271122', refundFee }),
  asOf: T0,
});
const bank = (refundedAmount: number): OrderInput => ({ type: 'refundConfirmed', refundedAmount });
const unconfirmed: OrderInput = { type: 'refundUnconfirmed' };
const after = (...inputs: OrderInput[]): OrderState =>
  inputs.reduce((state, input) => apply(state, input, T0), apply(starts.active, record(['unused', 'unused']), T0));
const summary = (state: OrderState) => ({
  due: refundDue(state),
  confirmed: state.refunds.confirmed,
  isAwaited: awaitsRefundConfirmation(state),
});

const NONE = record(['unused', 'unused']);
const A = record(['refunded', 'unused']);
const B = record(['unused', 'refunded']);
const BOTH = record(['refunded', 'refunded']);

describe('a refund that is withdrawn', () => {
  test('is deducted from the confirmed amount', () => {
    expect(summary(after(A, bank(100), NONE))).toEqual({ due: 0, confirmed: 0, isAwaited: false });
  });

  test('does not make another refund count as confirmed', () => {
    const state = after(A, bank(100), BOTH, B);
    expect(summary(state)).toEqual({ due: 100, confirmed: 0, isAwaited: true });
    expect(summary(apply(state, bank(100), T0))).toEqual({ due: 100, confirmed: 100, isAwaited: false });
  });

  test('does not make another refund count as confirmed if one record shows both', () => {
    expect(summary(after(A, bank(100), B))).toEqual({ due: 100, confirmed: 0, isAwaited: true });
  });

  test('makes the order poll again for a refund that may have been confirmed', () => {
    expect(summary(after(A, bank(100), BOTH, A))).toEqual({ due: 100, confirmed: 0, isAwaited: true });
  });

  test('is deducted less its fee, and other confirmed refunds stay', () => {
    const [a, both] = [record(['refunded', 'unused'], 30), record(['refunded', 'refunded'], 60)];
    expect(summary(after(both, bank(140), a))).toEqual({ due: 70, confirmed: 70, isAwaited: false });
    expect(summary(after(a, bank(70), record(['unused', 'refunded'], 80)))).toEqual({
      due: 20,
      confirmed: 0,
      isAwaited: true,
    });
  });
});

test('a higher fee limits the confirmed amount to the amount due', () => {
  expect(summary(after(A, bank(100), record(['refunded', 'redeemed'], 30)))).toEqual({
    due: 70,
    confirmed: 70,
    isAwaited: false,
  });
});

describe('a total of the bank beyond the refunds in the record', () => {
  const asks = (state: OrderState) => state.needsReconciliation;

  test('confirms the refunds in the record, and the order reads it again', () => {
    const state = after(A, bank(200));
    expect([summary(state), asks(state)]).toEqual([{ due: 100, confirmed: 100, isAwaited: false }, true]);
    expect(state.pendingEvents.at(-1)).toMatchObject({ type: 'refundConfirmed', data: { refundedAmount: 100 } });
  });

  test('confirms nothing more if the other refund is cancelled before the order has read it', () => {
    expect(summary(after(A, bank(200), A))).toEqual({ due: 100, confirmed: 100, isAwaited: false });
  });

  test('does not confirm a refund that was made after the other one was cancelled', () => {
    expect(summary(after(A, bank(200), BOTH))).toEqual({ due: 200, confirmed: 100, isAwaited: true });
  });

  test('confirms no more for being the price of the refunded tickets', () => {
    const state = after(record(['refunded', 'unused'], 50), bank(100));
    expect([summary(state), asks(state)]).toEqual([{ due: 50, confirmed: 50, isAwaited: false }, true]);
  });

  test('is kept by orders that are replayed from version 0.1.0', () => {
    const state = after(A, { type: 'refundConfirmed', refundedAmount: 200, mayExceedRecord: true });
    expect([summary(state), asks(state)]).toEqual([{ due: 100, confirmed: 200, isAwaited: false }, false]);
  });
});

describe('after refundLimit, the order', () => {
  test('does not poll again for the same refund', () => {
    expect(awaitsRefundConfirmation(after(A, unconfirmed, A))).toBe(false);
  });

  test.each([
    ['withdrawn and made again', [NONE, A]],
    ['withdrawn while another was made', [B]],
    ['joined by another', [BOTH]],
    ['joined by another, which was withdrawn', [BOTH, A]],
  ])('polls and reports again if the refund was %s', (_what, records) => {
    const state = after(A, unconfirmed, ...records);
    expect(awaitsRefundConfirmation(state)).toBe(true);
    const reports = apply(state, unconfirmed, T0).pendingEvents.filter(({ type }) => type === 'refundUnconfirmed');
    expect(reports).toHaveLength(2);
  });
});
