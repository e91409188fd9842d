import { describe, expect, test } from '@jest/globals';
import { isReleaseDue, nextReconciliationAt } from '../../../workflows/state/reconciliation-schedule.js';
import { placed } from '../../../workflows/state/initial-state.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import type { ProviderOrder, TicketState } from '../../../ecticket/provider-order.js';
import { recordOf, electronicOrder } from '../../support/orders.js';

const order = electronicOrder('CX1', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ISSUED = Date.parse('2026-11-22T12:00:00+08:00');
const ESCROW_END = Date.parse('2027-11-23T00:00:00+08:00');

function issued(states: TicketState[], record: Partial<ProviderOrder> = {}): OrderState {
  const state = placed({ order: order, payment: { due: 'nothing' } }, ISSUED);
  const accepted = apply(state, { type: 'issueAccepted', numberWasKnown: false }, ISSUED);
  return apply(
    accepted,
    { type: 'reconciled', record: recordOf(states, { escrowEndsOn: '20271122', ...record }), asOf: ISSUED },
    ISSUED,
  );
}
function recordIn({ stage }: OrderState): ProviderOrder {
  if (!('record' in stage)) throw new Error('the order has no record');
  return stage.record;
}
const delay = (state: OrderState, now: number, random = 0) =>
  nextReconciliationAt(state, DEFAULT_TIMING, now, random) - now;

describe('an order without callbacks reconciles', () => {
  test('at an interval that doubles from a day to a week', () => {
    let state = issued(['unused']);
    const waits = Array.from({ length: 6 }, () => {
      const wait = delay(state, ISSUED);
      state = apply(state, { type: 'reconciled', record: recordIn(state), asOf: ISSUED }, ISSUED);
      return wait / DAY;
    });
    expect(waits).toEqual([1, 2, 4, 7, 7, 7]);
  });

  test('at most 54 times in its first year, and a thousand such orders 143 times a day after their first week', () => {
    let state = issued(['unused'], { escrowEndsOn: '20991231' });
    const days: number[] = [];
    for (let now = nextReconciliationAt(state, DEFAULT_TIMING, ISSUED, 0); now < ISSUED + 365 * DAY;) {
      days.push((now - ISSUED) / DAY);
      state = apply(state, { type: 'reconciled', record: recordIn(state), asOf: now }, now);
      now = nextReconciliationAt(state, DEFAULT_TIMING, now, 0);
    }
    expect(days).toHaveLength(54);
    expect(Math.ceil(1000 / ((days.at(-1) ?? 0) - (days.at(-2) ?? 0)))).toBe(143);
  });

  test('with a pause even if the settings are 0', () => {
    const timing = { ...DEFAULT_TIMING, firstReconciliation: 0, longestReconciliation: 0 };
    expect(nextReconciliationAt(issued(['unused']), timing, ISSUED, 0) - ISSUED).toBe(1000);
  });

  test('up to a tenth later than orders placed at the same time', () => {
    expect(delay(issued(['unused']), ISSUED, 1)).toBeCloseTo(1.1 * DAY, -1);
  });

  test('once an hour after the escrow ends', () => {
    const state = { ...issued(['unused']), unchangedReconciliations: 10 };
    expect(delay(state, ESCROW_END - DAY)).toBe(DAY + HOUR);
    expect(delay(state, ESCROW_END + HOUR)).toBe(7 * DAY);
  });

  test('once an hour after a gift voucher’s last day', () => {
    const gifts = recordOf(['unused'], { voucher: 'gift' }).tickets;
    const tickets = gifts.map((gift) => ({ ...gift, expiresOn: '20261231' }));
    const state = { ...issued(['unused'], { tickets }), unchangedReconciliations: 10 };
    const dayEnd = Date.parse('2027-01-01T00:00:00+08:00');
    expect(delay(state, dayEnd - DAY)).toBe(DAY + HOUR);
  });
});

describe('an order is released', () => {
  test('only by a record that was read after the deciding time', () => {
    const { reconciledAt: _none, ...state } = issued(['unused']);
    expect(isReleaseDue(state, DEFAULT_TIMING)).toBe(false);
    expect(isReleaseDue({ ...state, reconciledAt: ESCROW_END }, DEFAULT_TIMING)).toBe(false);
  });

  test('a month after the end of escrow without changes', () => {
    const state = issued(['unused', 'redeemed']);
    expect(isReleaseDue({ ...state, reconciledAt: ESCROW_END + HOUR + 30 * DAY - 1 }, DEFAULT_TIMING)).toBe(false);
    expect(isReleaseDue({ ...state, reconciledAt: ESCROW_END + HOUR + 30 * DAY }, DEFAULT_TIMING)).toBe(true);
  });

  test('a month after the last change if it was after the end of escrow', () => {
    const state = { ...issued(['unused']), lastChangeAt: ESCROW_END + 20 * DAY };
    expect(isReleaseDue({ ...state, reconciledAt: ESCROW_END + 50 * DAY - 1 }, DEFAULT_TIMING)).toBe(false);
    expect(isReleaseDue({ ...state, reconciledAt: ESCROW_END + 50 * DAY }, DEFAULT_TIMING)).toBe(true);
  });

  test('not while a gift voucher can still be used', () => {
    const gifts = issued(['unused'], { tickets: recordOf(['unused'], { voucher: 'gift' }).tickets });
    expect(isReleaseDue({ ...gifts, reconciledAt: ESCROW_END + 999 * DAY }, DEFAULT_TIMING)).toBe(false);
  });

  test('a year after the last change if the end of escrow is unreadable', () => {
    const state = issued(['unused'], { escrowEndsOn: 'soon' });
    expect(isReleaseDue({ ...state, reconciledAt: ISSUED + 365 * DAY - 1 }, DEFAULT_TIMING)).toBe(false);
    expect(isReleaseDue({ ...state, reconciledAt: ISSUED + 365 * DAY }, DEFAULT_TIMING)).toBe(true);
  });

  test('a year after the last change if there is no escrow', () => {
    const accepted = apply(
      placed({ order: order, payment: { due: 'nothing' } }, ISSUED),
      { type: 'issueAccepted', numberWasKnown: false },
      ISSUED,
    );
    const state = apply(accepted, { type: 'reconciled', record: recordOf(['unused']), asOf: ISSUED }, ISSUED);
    expect(isReleaseDue({ ...state, reconciledAt: ISSUED + 365 * DAY - 1 }, DEFAULT_TIMING)).toBe(false);
    expect(isReleaseDue({ ...state, reconciledAt: ISSUED + 365 * DAY }, DEFAULT_TIMING)).toBe(true);
  });
});
