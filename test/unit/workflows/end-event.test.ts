/** The last event about an order that has ended is its end event; only events about money follow it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adopted } from '../../../workflows/order-beginning.js';
import type { MerchantEventType } from '../../../workflows/merchant-events.js';
import { snapshotOf } from '../../../workflows/order-snapshot.js';
import { hasEnded } from '../../../workflows/order-stage.js';
import { apply, type OrderState } from '../../../workflows/order-state.js';
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
    types.push(...state.outbox.filter(({ sequence }) => sequence > lastSequence).map(({ type }) => type));
  }
  return { state, types };
}

const told = (start: OrderState, ...names: InputName[]) => live(start, names).types;

/** A merchant who takes nothing has so much to take that changes of the record wait. */
function withFullOutbox(state: OrderState): OrderState {
  const attention = { explanation: 'x'.repeat(300_000) };
  const [first] = play(starts['needsAttention, unreadable'], 'reminder').outbox.slice(-1);
  if (first?.type !== 'needsAttention') throw new Error('A reminder is an event of the type needsAttention.');
  const filler = { ...first, data: { attention: { ...first.data.attention, ...attention } }, sequence: 99 };
  return { ...state, outbox: [filler], lastSequence: 99 };
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
    const byPerson = adoptedAs(play(starts['needsAttention, refused'], 'cancelled'));
    expect(play(byPerson, 'overdue', 'unknown').outbox.at(-1)).toMatchObject({
      type: 'cancelled',
      data: { reason: 'byPerson', by: 'Ann' },
    });
  });

  test('abandoned, and ECPay could not be asked for its tickets', () => {
    const byPerson = adoptedAs(starts.abandoned);
    expect(play(byPerson, 'unreadable', 'unknown').outbox.at(-1)).toMatchObject({
      type: 'abandoned',
      data: { by: 'Ann' },
    });
    const byNobody = play(starts['awaitingIssuance, adopting'], 'overdue', 'failed');
    expect(byNobody.outbox.map(({ type }) => type)).toEqual(['needsAttention', 'attentionResolved', 'abandoned']);
    expect(byNobody.outbox.at(-1)?.data).toMatchObject({ by: 'ECPay' });
  });

  test('that money came meanwhile is told after it', () => {
    const events = told(starts['awaitingIssuance, adopting'], 'overdue', 'paid', 'unknown');
    expect(events).toEqual(['needsAttention', 'attentionResolved', 'abandoned', 'unexpectedPayment']);
  });
});

describe('the end of an order waits for changes that wait to be told', () => {
  const active = withFullOutbox(play(starts.active, 'delivered'));
  const halfRedeemed = { type: 'bookRead', book: bookOf(['redeemed', 'unused']), asOf: T0 } as const;

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
    expect(redeemed.outbox.at(-1)?.type).toBe('attentionResolved');
  });
});

const BEGINNINGS = {
  'as it stands': (state: OrderState) => state,
  'with a full outbox': withFullOutbox,
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
    if (!hasEnded(state) || state.told !== undefined || last === undefined) return;
    expect(last).toBe(state.stage.status);
  });
  fc.assert(property, { numRuns: 3000 });
});
