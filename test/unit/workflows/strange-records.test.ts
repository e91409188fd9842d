/** A record that is incomplete or of another order is a failed reconciliation: it neither changes nor ends an order. */
import { describe, expect, test } from '@jest/globals';
import type { ProviderOrder } from '../../../ecticket/provider-order.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { isReleaseDue } from '../../../workflows/state/reconciliation-schedule.js';
import { recordProblem } from '../../../workflows/state/record-problem.js';
import { hasPendingReconciliation } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { play, starts, T0 } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';

const read = (state: OrderState, record: ProviderOrder, now = T0 + 1) =>
  apply(state, { type: 'reconciled', record, asOf: now }, now);
const numbered = (ticketNos: readonly string[], record: ProviderOrder): ProviderOrder => ({
  ...record,
  tickets: record.tickets.map((ticket, index) => ({ ...ticket, ticketNo: ticketNos[index] ?? '' })),
});

const STRANGE: readonly [what: string, record: ProviderOrder, problem: string][] = [
  ['lacks a known ticket', recordOf(['redeemed']), 'it lacks 1 of 2 known tickets'],
  ['lacks every ticket', recordOf([]), 'it lacks 2 of 2 known tickets'],
  [
    'has as many tickets, but others',
    numbered(['X', 'Y'], recordOf(['redeemed', 'redeemed'])),
    'it lacks 2 of 2 known tickets',
  ],
  [
    'has another TicketTradeNo',
    recordOf(['redeemed', 'redeemed'], { ticketTradeNo: 'other' }),
    'its TicketTradeNo is another one than before',
  ],
];

describe.each(STRANGE)('a record that %s', (_what, record, problem) => {
  test.each(['active', 'settled', 'released', 'needsAttention, unreadable'] as const)(
    'counts as a failed reconciliation of an order that is %s, until a whole record is read',
    (start) => {
      const before = { ...starts[start], pendingEvents: [] };
      const failed = read(before, record);
      expect(recordProblem(before, record)).toBe(problem);
      expect(failed).toEqual({ ...before, needsReconciliation: true, failingSince: T0 + 1 });
      expect(hasPendingReconciliation(failed)).toBe(true);
      expect(read(read(failed, record, T0 + 2), recordOf(['unused', 'unused']))).not.toHaveProperty('failingSince');
    },
  );

  test('never releases an order', () => {
    let state: OrderState = play(starts.active, 'delivered');
    for (let day = 1; day <= 500; day += 1) state = read(state, record, T0 + day * 24 * 3_600_000);
    expect(isReleaseDue(state, DEFAULT_TIMING)).toBe(false);
    expect(state).toMatchObject({ pendingEvents: [], failingSince: T0 + 24 * 3_600_000 });
  });
});

test('the first record with fewer tickets than ordered does not make an order active or settled', () => {
  for (const start of ['awaitingIssuance', 'awaitingIssuance, late', 'needsAttention, overdue'] as const) {
    expect(read(starts[start], recordOf(['redeemed']))).toEqual(starts[start]);
    expect(recordProblem(starts[start], recordOf(['redeemed']))).toBe('it has 1 of 2 ordered tickets');
    expect(read(starts[start], recordOf(['redeemed', 'unused'])).stage.status).toBe('active');
  }
});

test('an order issued elsewhere may have any number of tickets, and further ones are announced', () => {
  const first = read(starts['awaitingIssuance, adopting'], recordOf(['unused']));
  const more = read({ ...first, pendingEvents: [] }, recordOf(['unused', 'redeemed']));
  expect(more.pendingEvents).toMatchObject([
    { type: 'issued', data: { tickets: [{ ticketNo: 'T2' }] } },
    { type: 'redeemed', data: { tickets: [{ ticketNo: 'T2' }] } },
  ]);
});

test('a record may lack every field that ECPay may leave out', () => {
  const { ticketTradeNo, tradeAmount, redeemedAmount, refundedAmount, refundFee, tickets } = recordOf([
    'refunded',
    'unused',
  ]);
  const bare = { ticketTradeNo, tradeAmount, redeemedAmount, refundedAmount, refundFee, tickets };
  expect(recordProblem(starts.active, bare)).toBeUndefined();
  expect(read(starts.active, bare).stage).toMatchObject({ status: 'active', record: bare });
});
