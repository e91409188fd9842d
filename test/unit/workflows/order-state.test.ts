import { describe, expect, test } from '@jest/globals';
import type { MerchantEventType } from '../../../workflows/messages/merchant-events.js';
import { hasPendingReconciliation } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { moves } from '../../support/order-moves.js';
import { awaitingPayment, callback, inputs, play, starts, T0, type InputName } from '../../support/order-states.js';
import { bookOf } from '../../support/orders.js';

function standing({ stage }: OrderState): string {
  if (stage.status === 'needsAttention') return `needsAttention: ${stage.attention.reason}`;
  return stage.status === 'awaitingIssuance' && stage.late ? 'awaitingIssuance: late' : stage.status;
}

describe('every input in every status', () => {
  const rows = (Object.keys(starts) as (keyof typeof starts)[]).flatMap((start) =>
    (Object.keys(inputs) as InputName[]).map(
      (input) => [start, input, moves[start][input] ?? standing(starts[start])] as const,
    ),
  );
  test.each(rows)('%s + %s → %s', (start, input, expected) => {
    expect(standing(apply(starts[start], inputs[input], T0 + 1))).toBe(expected);
  });

  test.each(rows)('%s + %s leaves the state it was given as it was', (start, input) => {
    const before = structuredClone(starts[start]);
    apply(starts[start], inputs[input], T0 + 1);
    expect(starts[start]).toEqual(before);
  });
});

describe('what the merchant is told', () => {
  const told = (state: OrderState): MerchantEventType[] => state.pendingEvents.map(({ type }) => type);

  test('an order that goes its straight road', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedBook', 'spentBook');
    expect(told(end)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'refunded', 'settled']);
    expect(end.pendingEvents.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(end.pendingEvents.map(({ id }) => id)).size).toBe(5);
    expect(end.pendingEvents[0]?.id).toMatch(/^ecticket\/3085676\/CX1\/1-[0-9a-f]{16}$/);
  });

  test('nothing a second time: a payment confirmed twice is one payment, a record read twice is no news', () => {
    expect(play(awaitingPayment, 'paid', 'paid')).toEqual(play(awaitingPayment, 'paid'));
    expect(told(play(starts.active, 'unusedBook', 'unusedBook'))).toEqual(told(starts.active));
  });

  test('why a person is needed, in ECPay’s own words', () => {
    const { stage } = starts['needsAttention, refused'];
    expect(stage).toMatchObject({
      attention: { code: '10200047', words: '商品已下架', since: new Date(T0).toISOString() },
    });
    expect(told(starts['needsAttention, refused'])).toEqual(['paymentConfirmed', 'needsAttention']);
  });

  test('that a redemption was cancelled, before what came in its place', () => {
    const redeemed = apply(starts.active, { type: 'reconciled', record: bookOf(['redeemed', 'unused']), asOf: T0 }, T0);
    const swapped = apply(redeemed, { type: 'reconciled', record: bookOf(['refunded', 'redeemed']), asOf: T0 }, T0);
    expect(told(swapped)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'redemptionCancelled',
      'redeemed',
      'refunded',
      'settled',
    ]);
  });

  test('that refunds are of another amount, though no ticket changed: one was withdrawn and made again with a fee', () => {
    const refunded = apply(starts.active, { type: 'reconciled', record: bookOf(['refunded', 'unused']), asOf: T0 }, T0);
    const amended = {
      type: 'reconciled',
      record: bookOf(['refunded', 'unused'], { refundFee: 30 }),
      asOf: T0,
    } as const;
    expect(apply(refunded, amended, T0).pendingEvents.at(-1)).toMatchObject({
      type: 'refundAmended',
      data: { refundedAmount: 100, refundFee: 30 },
    });
    expect(told(apply(apply(refunded, amended, T0), amended, T0)).slice(2)).toEqual(['refunded', 'refundAmended']);
  });

  test('of a refund that is withdrawn, what is refunded still', () => {
    const both = apply(
      starts.active,
      { type: 'reconciled', record: bookOf(['refunded', 'refunded', 'unused']), asOf: T0 },
      T0,
    );
    const one = apply(both, { type: 'reconciled', record: bookOf(['refunded', 'unused', 'unused']), asOf: T0 }, T0);
    expect(one.pendingEvents.at(-1)).toMatchObject({
      type: 'refundCancelled',
      data: { refundedAmount: 100, refundFee: 0 },
    });
  });

  test('what is acknowledged leaves the pendingEvents, what came after stays', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedBook', 'spentBook');
    const rest = apply(end, { type: 'eventsDelivered', upTo: 2 }, T0);
    expect(rest.pendingEvents.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(rest.lastSequence).toBe(5);
  });
});

describe('callbacks', () => {
  test('are counted and kept as received, and make the order ask until it has', () => {
    const heard = play(starts.active, 'callback', 'callback');
    expect(heard).toMatchObject({ needsReconciliation: true, callbacks: { received: 2, last: callback } });
    expect(play(heard, 'asking').needsReconciliation).toBe(false);
  });

  test.each(['settled', 'released'] as const)('make an order that is %s but still runs look once more', (start) => {
    const heard = play(starts[start], 'callback');
    expect(hasPendingReconciliation(heard)).toBe(true);
    const record = start === 'settled' ? 'spentBook' : 'unusedBook';
    const looked = play(heard, 'asking', record);
    expect([hasPendingReconciliation(looked), looked.pendingEvents]).toEqual([false, heard.pendingEvents]);
  });
});

test('quiet questions are counted until there is news', () => {
  const quiet = play(starts.active, 'unusedBook', 'reconciliationFailed', 'unusedBook');
  expect(quiet.unchangedReconciliations).toBe(2);
  expect(apply(quiet, { type: 'reconciled', record: bookOf(['redeemed', 'unused']), asOf: T0 }, T0 + 5)).toMatchObject({
    unchangedReconciliations: 0,
    lastChangeAt: T0 + 5,
  });
});

test('a record with fewer tickets than before is not believed', () => {
  const halfRedeemed = apply(
    starts.active,
    { type: 'reconciled', record: bookOf(['redeemed', 'unused']), asOf: T0 },
    T0,
  );
  const halfRead = apply(halfRedeemed, { type: 'reconciled', record: bookOf(['redeemed']), asOf: T0 }, T0);
  expect(halfRead).toEqual({ ...halfRedeemed, unchangedReconciliations: halfRedeemed.unchangedReconciliations + 1 });
  expect(apply(halfRedeemed, { type: 'reconciled', record: bookOf([]), asOf: T0 }, T0).stage).toEqual(
    halfRedeemed.stage,
  );
});

test('state survives being carried over as JSON', () => {
  for (const state of Object.values(starts)) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
