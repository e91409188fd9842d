/** What of refunded money the bank has confirmed, when refunds come and go. */
import { describe, expect, test } from '@jest/globals';
import type { TicketState } from '../../../ecticket/provider-order.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { awaitsRefundConfirmation, refundDue } from '../../../workflows/state/refunds.js';
import { starts, T0 } from '../../support/order-states.js';
import { bookOf } from '../../support/orders.js';

/** Every ticket is worth NT$100. */
const record = (states: TicketState[], refundFee = 0): OrderInput => ({
  type: 'reconciled',
  record: bookOf(states, { escrowEndsOn: '20271122', refundFee }),
  asOf: T0,
});
const bank = (refundedAmount: number): OrderInput => ({ type: 'refundConfirmed', refundedAmount });
const silence: OrderInput = { type: 'refundUnconfirmed' };
const after = (...inputs: OrderInput[]): OrderState =>
  inputs.reduce((state, input) => apply(state, input, T0), apply(starts.active, record(['unused', 'unused']), T0));
const standing = (state: OrderState) => ({
  due: refundDue(state),
  confirmed: state.refunds.confirmed,
  asks: awaitsRefundConfirmation(state),
});

const NONE = record(['unused', 'unused']);
const A = record(['refunded', 'unused']);
const B = record(['unused', 'refunded']);
const BOTH = record(['refunded', 'refunded']);

describe('a refund that is withdrawn', () => {
  test('takes its money out of what the bank has confirmed', () => {
    expect(standing(after(A, bank(100), NONE))).toEqual({ due: 0, confirmed: 0, asks: false });
  });

  test('leaves another of which the bank has said nothing as unconfirmed as it was', () => {
    const state = after(A, bank(100), BOTH, B);
    expect(standing(state)).toEqual({ due: 100, confirmed: 0, asks: true });
    expect(standing(apply(state, bank(100), T0))).toEqual({ due: 100, confirmed: 100, asks: false });
  });

  test('also where both are seen at once', () => {
    expect(standing(after(A, bank(100), B))).toEqual({ due: 100, confirmed: 0, asks: true });
  });

  test('makes the order ask again for one that may have been confirmed', () => {
    expect(standing(after(A, bank(100), BOTH, A))).toEqual({ due: 100, confirmed: 0, asks: true });
  });

  test('takes no more than its money, less the fee, and leaves what was confirmed of others', () => {
    const [a, both] = [record(['refunded', 'unused'], 30), record(['refunded', 'refunded'], 60)];
    expect(standing(after(both, bank(140), a))).toEqual({ due: 70, confirmed: 70, asks: false });
    expect(standing(after(a, bank(70), record(['unused', 'refunded'], 80)))).toEqual({
      due: 20,
      confirmed: 0,
      asks: true,
    });
  });
});

test('a fee that rises takes what the bank has confirmed down to what is due', () => {
  expect(standing(after(A, bank(100), record(['refunded', 'redeemed'], 30)))).toEqual({
    due: 70,
    confirmed: 70,
    asks: false,
  });
});

describe('given up on the bank, the order asks', () => {
  test('no more for what it has given up', () => {
    expect(awaitsRefundConfirmation(after(A, silence, A))).toBe(false);
  });

  test.each([
    ['withdrawn and made again', [NONE, A]],
    ['withdrawn while another was made', [B]],
    ['joined by another', [BOTH]],
    ['joined by another, which was withdrawn', [BOTH, A]],
  ])('again when the refund was %s, and tells again', (_what, books) => {
    const state = after(A, silence, ...books);
    expect(awaitsRefundConfirmation(state)).toBe(true);
    const told = apply(state, silence, T0).pendingEvents.filter(({ type }) => type === 'refundUnconfirmed');
    expect(told).toHaveLength(2);
  });
});
