import { describe, expect, test } from '@jest/globals';
import { adopted, placed } from '../../../workflows/state/initial-state.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { apply } from '../../../workflows/state/transitions.js';
import { recordOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const settled = apply(
  apply(
    placed({ order: electronicOrder('CX1'), payment: { due: 'nothing' } }, T0),
    { type: 'issueAccepted', numberWasKnown: false },
    T0,
  ),
  { type: 'reconciled', record: recordOf(['redeemed', 'refunded']), asOf: T0 },
  T0,
);

describe('an adopted order', () => {
  const ref = { merchantId: '3085676', merchantTradeNo: 'CX1' };

  test('that had ended emits only later changes, and continues its event sequence', () => {
    const again = adopted({ adopt: ref, known: snapshotOf(settled) }, T0 + 1);
    expect(again).toMatchObject({
      stage: { status: 'settled' },
      needsReconciliation: true,
      lastSequence: settled.lastSequence,
    });
    const back = apply(again, { type: 'reconciled', record: recordOf(['unused', 'refunded']), asOf: T0 }, T0 + 1);
    expect(back.pendingEvents.map(({ type, sequence }) => `${sequence} ${type}`)).toEqual(['5 redemptionCancelled']);
  });

  test('of which only the number is known never reuses an event id', () => {
    const issued = apply(
      adopted({ adopt: ref }, T0),
      { type: 'reconciled', record: recordOf(['unused']), asOf: T0 },
      T0,
    );
    expect(issued.pendingEvents.map(({ type }) => type)).toEqual(['issued']);
    expect(issued.pendingEvents[0]?.sequence).toBeGreaterThan(1_000_000);
  });

  test('that ECPay does not have ends without events', () => {
    expect(apply(adopted({ adopt: ref }, T0), { type: 'unknownToECPay' }, T0)).toMatchObject({
      pendingEvents: [],
      stage: { status: 'abandoned' },
    });
  });
});

test('a payment for an order that was cancelled as unpaid requests attention once', () => {
  const unpaid = placed({ order: electronicOrder('CX1'), payment: { due: 'beforeIssue' } }, T0);
  const cancelled = apply(unpaid, { type: 'paymentDeadlinePassed' }, T0);
  const ref = { merchantId: '3085676', merchantTradeNo: 'CX1' };
  const late = { adopt: ref, known: snapshotOf(cancelled), latePayment: { amount: 1360 } };
  const taken = adopted(late, T0 + 1);
  expect(taken).toMatchObject({
    stage: { status: 'needsAttention', attention: { reason: 'paidTooLate' } },
    paid: { amount: 1360 },
    order: electronicOrder('CX1'),
  });
  expect(apply(taken, { type: 'paymentConfirmed', payment: { amount: 1360 } }, T0 + 2)).toBe(taken);
});
