import { describe, expect, test } from '@jest/globals';
import type { MerchantEventType } from '../../../workflows/messages/merchant-events.js';
import { hasPendingReconciliation } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { moves } from '../../support/order-moves.js';
import { awaitingPayment, callback, inputs, play, starts, T0, type InputName } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';

function statusOf({ stage }: OrderState): string {
  if (stage.status === 'needsAttention') return `needsAttention: ${stage.attention.reason}`;
  return stage.status === 'awaitingIssuance' && stage.late ? 'awaitingIssuance: late' : stage.status;
}

describe('every input in every status', () => {
  const rows = (Object.keys(starts) as (keyof typeof starts)[]).flatMap((start) =>
    (Object.keys(inputs) as InputName[]).map(
      (input) => [start, input, moves[start][input] ?? statusOf(starts[start])] as const,
    ),
  );
  test.each(rows)('%s + %s → %s', (start, input, expected) => {
    expect(statusOf(apply(starts[start], inputs[input], T0 + 1))).toBe(expected);
  });

  test.each(rows)('%s + %s does not mutate the previous state', (start, input) => {
    const before = structuredClone(starts[start]);
    apply(starts[start], inputs[input], T0 + 1);
    expect(starts[start]).toEqual(before);
  });
});

describe('the events that the merchant receives', () => {
  const emitted = (state: OrderState): MerchantEventType[] => state.pendingEvents.map(({ type }) => type);

  test('of an order without incidents are numbered and have unique ids', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedRecord', 'spentRecord');
    expect(emitted(end)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'refunded', 'settled']);
    expect(end.pendingEvents.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(end.pendingEvents.map(({ id }) => id)).size).toBe(5);
    expect(end.pendingEvents[0]?.id).toMatch(/^ecticket\/3085676\/CX1\/1-[0-9a-f]{16}$/);
  });

  test('are not repeated for a repeated payment signal or an unchanged record', () => {
    expect(play(awaitingPayment, 'paid', 'paid')).toEqual(play(awaitingPayment, 'paid'));
    expect(emitted(play(starts.active, 'unusedRecord', 'unusedRecord'))).toEqual(emitted(starts.active));
  });

  test('include ECPay’s code and message if an operator is needed', () => {
    const { stage } = starts['needsAttention, refused'];
    expect(stage).toMatchObject({
      attention: { code: '10200047', message: '商品已下架', since: new Date(T0).toISOString() },
    });
    expect(emitted(starts['needsAttention, refused'])).toEqual(['paymentConfirmed', 'needsAttention']);
  });

  test('report a cancelled redemption before other changes', () => {
    const redeemed = apply(
      starts.active,
      { type: 'reconciled', record: recordOf(['redeemed', 'unused']), asOf: T0 },
      T0,
    );
    const swapped = apply(redeemed, { type: 'reconciled', record: recordOf(['refunded', 'redeemed']), asOf: T0 }, T0);
    expect(emitted(swapped)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'redemptionCancelled',
      'redeemed',
      'refunded',
      'settled',
    ]);
  });

  test('report a changed refund amount even if no ticket changed its state', () => {
    const refunded = apply(
      starts.active,
      { type: 'reconciled', record: recordOf(['refunded', 'unused']), asOf: T0 },
      T0,
    );
    const amended = {
      type: 'reconciled',
      record: recordOf(['refunded', 'unused'], { refundFee: 30 }),
      asOf: T0,
    } as const;
    expect(apply(refunded, amended, T0).pendingEvents.at(-1)).toMatchObject({
      type: 'refundAmended',
      data: { refundedAmount: 100, refundFee: 30 },
    });
    expect(emitted(apply(apply(refunded, amended, T0), amended, T0)).slice(2)).toEqual(['refunded', 'refundAmended']);
  });

  test('of a withdrawn refund contain the remaining refunded amount', () => {
    const both = apply(
      starts.active,
      { type: 'reconciled', record: recordOf(['refunded', 'refunded', 'unused']), asOf: T0 },
      T0,
    );
    const one = apply(both, { type: 'reconciled', record: recordOf(['refunded', 'unused', 'unused']), asOf: T0 }, T0);
    expect(one.pendingEvents.at(-1)).toMatchObject({
      type: 'refundCancelled',
      data: { refundedAmount: 100, refundFee: 0 },
    });
  });

  test('are not earlier than the one before or the record, even if a server’s clock is behind', () => {
    const paid = apply(awaitingPayment, inputs.paid, T0 + 5000);
    const accepted = apply(paid, inputs.accepted, T0 + 5000);
    const issued = apply(accepted, { ...inputs.unusedRecord, asOf: T0 + 9000 }, T0 + 1000);
    expect(issued.pendingEvents.map(({ at }) => Date.parse(at) - T0)).toEqual([5000, 9000]);
    expect(snapshotOf(issued).events.lastAt).toBe(issued.pendingEvents[1]?.at);
  });

  test('stay pending until the merchant has accepted them', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedRecord', 'spentRecord');
    const rest = apply(end, { type: 'eventsDelivered', upTo: 2 }, T0);
    expect(rest.pendingEvents.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(rest.lastSequence).toBe(5);
  });
});

describe('callbacks', () => {
  test('are counted and kept as received, and request reconciliation', () => {
    const called = play(starts.active, 'callback', 'callback');
    expect(called).toMatchObject({ needsReconciliation: true, callbacks: { received: 2, last: callback } });
    expect(play(called, 'asking').needsReconciliation).toBe(false);
  });

  test.each(['settled', 'released'] as const)(
    'make an order that is %s but still runs reconcile once more',
    (start) => {
      const called = play(starts[start], 'callback');
      expect(hasPendingReconciliation(called)).toBe(true);
      const record = start === 'settled' ? 'spentRecord' : 'unusedRecord';
      const reconciled = play(called, 'asking', record);
      expect([hasPendingReconciliation(reconciled), reconciled.pendingEvents]).toEqual([false, called.pendingEvents]);
    },
  );
});

test('reconciliations without changes are counted until something changes', () => {
  const quiet = play(starts.active, 'unusedRecord', 'reconciliationFailed', 'unusedRecord');
  expect(quiet.unchangedReconciliations).toBe(2);
  expect(
    apply(quiet, { type: 'reconciled', record: recordOf(['redeemed', 'unused']), asOf: T0 }, T0 + 5),
  ).toMatchObject({
    unchangedReconciliations: 0,
    lastChangeAt: T0 + 5,
  });
});

test('a record with fewer tickets than before changes nothing and is requested again', () => {
  const halfRedeemed = apply(
    starts.active,
    { type: 'reconciled', record: recordOf(['redeemed', 'unused']), asOf: T0 },
    T0,
  );
  const halfRead = apply(halfRedeemed, { type: 'reconciled', record: recordOf(['redeemed']), asOf: T0 }, T0);
  expect(halfRead).toEqual({ ...halfRedeemed, needsReconciliation: true, failingSince: T0 });
  expect(apply(halfRedeemed, { type: 'reconciled', record: recordOf([]), asOf: T0 }, T0).stage).toEqual(
    halfRedeemed.stage,
  );
});

test('the state survives JSON serialization for continue-as-new', () => {
  for (const state of Object.values(starts)) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
