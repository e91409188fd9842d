/** The last event of an order that has ended is its end event; only events about money follow it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adopted } from '../../../workflows/state/initial-state.js';
import type { MerchantEventType } from '../../../workflows/messages/merchant-events.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { hasEnded } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { inputs, play, starts, T0, type InputName } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';

const MONEY: readonly MerchantEventType[] = ['unexpectedPayment', 'refundConfirmed', 'refundUnconfirmed'];

/** Applies the inputs. Returns the final state, and the types of all events emitted, delivered or not. */
function applyAll(start: OrderState, names: readonly InputName[]) {
  const types: MerchantEventType[] = [];
  let state = start;
  for (const name of names) {
    const { lastSequence } = state;
    state = apply(state, inputs[name], T0 + 1);
    types.push(...state.pendingEvents.filter(({ sequence }) => sequence > lastSequence).map(({ type }) => type));
  }
  return { state, types };
}

const emitted = (start: OrderState, ...names: InputName[]) => applyAll(start, names).types;

/** The order with so many pending events that further changes of the record are postponed. */
function withManyPendingEvents(state: OrderState): OrderState {
  const attention = { explanation: 'x'.repeat(300_000) };
  const [first] = play(starts['needsAttention, unreadable'], 'reminder').pendingEvents.slice(-1);
  if (first?.type !== 'needsAttention') throw new Error('a reminder must be a needsAttention event');
  const filler = { ...first, data: { attention: { ...first.data.attention, ...attention } }, sequence: 99 };
  return { ...state, pendingEvents: [filler], lastSequence: 99 };
}

const adoptedAs = (state: OrderState): OrderState => adopted({ adopt: state.ref, known: snapshotOf(state) }, T0);

describe('the end event is emitted again after an attention is resolved, for an order that', () => {
  test('is settled and whose record was unreadable', () => {
    const again = adoptedAs(starts.settled);
    expect(emitted(again, 'unreadable', 'spentRecord')).toEqual(['needsAttention', 'attentionResolved', 'settled']);
  });

  test('is released and whose record was unreadable', () => {
    const events = emitted(adoptedAs(starts.released), 'unreadable', 'unusedRecord', 'release');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'released']);
  });

  test('is cancelled and whose tickets could not be queried', () => {
    const events = emitted(adoptedAs(starts.cancelled), 'unreadable', 'unknown');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'cancelled']);
    const byOperator = adoptedAs(play(starts['needsAttention, refused'], 'cancelled'));
    expect(play(byOperator, 'overdue', 'unknown').pendingEvents.at(-1)).toMatchObject({
      type: 'cancelled',
      data: { reason: 'byOperator', by: 'Ann' },
    });
  });

  test('is abandoned and whose tickets could not be queried', () => {
    const byOperator = adoptedAs(starts.abandoned);
    expect(play(byOperator, 'unreadable', 'unknown').pendingEvents.at(-1)).toMatchObject({
      type: 'abandoned',
      data: { by: 'Ann' },
    });
    const byECPay = play(starts['awaitingIssuance, adopting'], 'overdue', 'failed');
    expect(byECPay.pendingEvents.map(({ type }) => type)).toEqual(['needsAttention', 'attentionResolved', 'abandoned']);
    expect(byECPay.pendingEvents.at(-1)?.data).toMatchObject({ by: 'ECPay' });
  });

  test('received a payment meanwhile: its event follows the end event', () => {
    const events = emitted(starts['awaitingIssuance, adopting'], 'overdue', 'paid', 'unknown');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'abandoned', 'unexpectedPayment']);
  });
});

describe('the end event follows postponed changes of the record, for an order that', () => {
  const active = withManyPendingEvents(play(starts.active, 'delivered'));
  const halfRedeemed = { type: 'reconciled', record: recordOf(['redeemed', 'unused']), asOf: T0 } as const;

  test('is released meanwhile', () => {
    expect(emitted(apply(active, halfRedeemed, T0), 'release', 'delivered')).toEqual(['redeemed', 'released']);
  });

  test('is settled and needs attention when they are emitted', () => {
    const events = emitted(active, 'spentRecord', 'unreadable', 'delivered', 'spentRecord');
    expect(events).toEqual(['needsAttention', 'redeemed', 'refunded', 'attentionResolved', 'settled']);
  });

  test('no longer needs attention: attentionResolved is emitted at once, even if the record changes back', () => {
    const unreadable = withManyPendingEvents(play(starts['needsAttention, unreadable'], 'delivered'));
    const redeemed = apply(unreadable, halfRedeemed, T0);
    expect(emitted(unreadable, 'spentRecord', 'unusedRecord', 'delivered')).toEqual(['attentionResolved']);
    expect(redeemed.pendingEvents.at(-1)?.type).toBe('attentionResolved');
  });
});

const BEGINNINGS = {
  'as is': (state: OrderState) => state,
  'with many pending events': withManyPendingEvents,
  'adopted if it has ended': (state: OrderState) => (hasEnded(state) ? adoptedAs(state) : state),
};

test('the end event is last after any sequence of inputs', () => {
  const anyStart = fc.constantFrom(...(Object.keys(starts) as (keyof typeof starts)[]));
  const anyBeginning = fc.constantFrom(...(Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[]));
  const anyInputs = fc.array(fc.constantFrom(...(Object.keys(inputs) as InputName[])), { maxLength: 40 });
  const property = fc.property(anyStart, anyBeginning, anyInputs, (start, beginning, names) => {
    const { state, types } = applyAll(BEGINNINGS[beginning](starts[start]), names);
    const last = types.filter((type) => !MONEY.includes(type)).at(-1);
    // The order has not ended, has emitted events about money only, or postpones its end event until the merchant
    // accepts events again.
    if (!hasEnded(state) || state.emittedRecord !== undefined || last === undefined) return;
    expect(last).toBe(state.stage.status);
  });
  fc.assert(property, { numRuns: 3000 });
});
