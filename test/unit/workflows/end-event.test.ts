/** The last event about an order that has ended is its end event; only events about money follow it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adopted } from '../../../workflows/state/initial-state.js';
import type { MerchantEventType } from '../../../workflows/messages/merchant-events.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { hasEnded } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { inputs, play, starts, T0, type InputName } from '../../support/order-states.js';
import { bookOf } from '../../support/orders.js';

const MONEY: readonly MerchantEventType[] = ['unexpectedPayment', 'refundConfirmed', 'refundUnconfirmed'];

/** What becomes of the order, and the types of the events that it tells meanwhile, delivered or not. */
function live(start: OrderState, names: readonly InputName[]) {
  const types: MerchantEventType[] = [];
  let state = start;
  for (const name of names) {
    const { lastSequence } = state;
    state = apply(state, inputs[name], T0 + 1);
    types.push(...state.pendingEvents.filter(({ sequence }) => sequence > lastSequence).map(({ type }) => type));
  }
  return { state, types };
}

const told = (start: OrderState, ...names: InputName[]) => live(start, names).types;

/** A merchant who takes nothing has so much to take that changes of the record wait. */
function withFullOutbox(state: OrderState): OrderState {
  const attention = { explanation: 'x'.repeat(300_000) };
  const [first] = play(starts['needsAttention, unreadable'], 'reminder').pendingEvents.slice(-1);
  if (first?.type !== 'needsAttention') throw new Error('A reminder is an event of the type needsAttention.');
  const filler = { ...first, data: { attention: { ...first.data.attention, ...attention } }, sequence: 99 };
  return { ...state, pendingEvents: [filler], lastSequence: 99 };
}

const adoptedAs = (state: OrderState): OrderState => adopted({ adopt: state.ref, known: snapshotOf(state) }, T0);

describe('the end of an order is told again after its attention is over', () => {
  test('settled, its record unreadable for a while', () => {
    const again = adoptedAs(starts.settled);
    expect(told(again, 'unreadable', 'spentBook')).toEqual(['needsAttention', 'attentionResolved', 'settled']);
  });

  test('released, its record unreadable for a while', () => {
    const events = told(adoptedAs(starts.released), 'unreadable', 'unusedBook', 'release');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'released']);
  });

  test('cancelled, and ECPay could not be asked for its tickets', () => {
    const events = told(adoptedAs(starts.cancelled), 'unreadable', 'unknown');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'cancelled']);
    const byOperator = adoptedAs(play(starts['needsAttention, refused'], 'cancelled'));
    expect(play(byOperator, 'overdue', 'unknown').pendingEvents.at(-1)).toMatchObject({
      type: 'cancelled',
      data: { reason: 'byOperator', by: 'Ann' },
    });
  });

  test('abandoned, and ECPay could not be asked for its tickets', () => {
    const byOperator = adoptedAs(starts.abandoned);
    expect(play(byOperator, 'unreadable', 'unknown').pendingEvents.at(-1)).toMatchObject({
      type: 'abandoned',
      data: { by: 'Ann' },
    });
    const byNobody = play(starts['awaitingIssuance, adopting'], 'overdue', 'failed');
    expect(byNobody.pendingEvents.map(({ type }) => type)).toEqual([
      'needsAttention',
      'attentionResolved',
      'abandoned',
    ]);
    expect(byNobody.pendingEvents.at(-1)?.data).toMatchObject({ by: 'ECPay' });
  });

  test('that money came meanwhile is told after it', () => {
    const events = told(starts['awaitingIssuance, adopting'], 'overdue', 'paid', 'unknown');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'abandoned', 'unexpectedPayment']);
  });
});

describe('the end of an order waits for changes that wait to be told', () => {
  const active = withFullOutbox(play(starts.active, 'delivered'));
  const halfRedeemed = { type: 'reconciled', record: bookOf(['redeemed', 'unused']), asOf: T0 } as const;

  test('released meanwhile', () => {
    expect(told(apply(active, halfRedeemed, T0), 'release', 'delivered')).toEqual(['redeemed', 'released']);
  });

  test('settled, and in need of attention when they are told', () => {
    const events = told(active, 'spentBook', 'unreadable', 'delivered', 'spentBook');
    expect(events).toEqual(['needsAttention', 'redeemed', 'refunded', 'attentionResolved', 'settled']);
  });

  test('attention that is over is told at once, also where the record has changed back by then', () => {
    const unreadable = withFullOutbox(play(starts['needsAttention, unreadable'], 'delivered'));
    const redeemed = apply(unreadable, halfRedeemed, T0);
    expect(told(unreadable, 'spentBook', 'unusedBook', 'delivered')).toEqual(['attentionResolved']);
    expect(redeemed.pendingEvents.at(-1)?.type).toBe('attentionResolved');
  });
});

const BEGINNINGS = {
  'as it stands': (state: OrderState) => state,
  'with a full pendingEvents': withFullOutbox,
  'adopted where it has ended': (state: OrderState) => (hasEnded(state) ? adoptedAs(state) : state),
};

test('whatever happens, in any sequence', () => {
  const anyStart = fc.constantFrom(...(Object.keys(starts) as (keyof typeof starts)[]));
  const anyBeginning = fc.constantFrom(...(Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[]));
  const anyInputs = fc.array(fc.constantFrom(...(Object.keys(inputs) as InputName[])), { maxLength: 40 });
  const property = fc.property(anyStart, anyBeginning, anyInputs, (start, beginning, names) => {
    const { state, types } = live(BEGINNINGS[beginning](starts[start]), names);
    const last = types.filter((type) => !MONEY.includes(type)).at(-1);
    // Nothing was told, or what was waits until the merchant takes events again.
    if (!hasEnded(state) || state.emittedRecord !== undefined || last === undefined) return;
    expect(last).toBe(state.stage.status);
  });
  fc.assert(property, { numRuns: 3000 });
});
