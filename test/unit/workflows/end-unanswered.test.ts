/** An order of which ECPay may have tickets ends by an operator's decision only once ECPay has answered for it. */
import { describe, expect, test } from '@jest/globals';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { apply } from '../../../workflows/state/transitions.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { play, starts, T0, type InputName } from '../../support/order-states.js';

const LATER = T0 + 60_000;
/** Plays the inputs from an order whose events are delivered. */
const from = (state: OrderState, ...names: InputName[]) => play({ ...state, pendingEvents: [] }, ...names);
const types = ({ pendingEvents }: OrderState) => pendingEvents.map(({ type }) => type);

const unclear: Record<string, OrderState> = {
  'Issue was not answered': starts['needsAttention, unanswered'],
  'Issue was sent, then a setting was wrong': play(starts.issuing, 'attempted', 'misconfigured'),
  'Issue failed with an error': play(starts.issuing, 'attempted', 'broken'),
  'Issue was sent, then its payment was not found': play(starts['needsAttention, unanswered'], 'notFound'),
  'Issue was sent, then its payment had another amount': play(starts['needsAttention, unanswered'], 'checkedWrong'),
  'ECPay accepted it and cannot be called since': starts['needsAttention, misconfigured after Issue'],
};

describe.each(Object.entries(unclear))('an order that is abandoned although %s', (_why, state) => {
  const asking = from(state, 'abandoned');

  test('does not end, and queries ECPay', () => {
    expect(asking).toMatchObject({ stage: { status: 'awaitingIssuance' }, decisions: [{ by: 'Ann' }] });
    expect(snapshotOf(asking)).toMatchObject({ adopting: true });
    expect(types(asking)).toEqual([]);
  });

  test('ends as abandoned when ECPay has no tickets, with the operator’s decision', () => {
    for (const answer of ['unknown', 'failed'] as const) {
      const { stage, pendingEvents } = play(asking, answer);
      expect(stage).toEqual({ status: 'abandoned' });
      expect(pendingEvents).toMatchObject([{ type: 'abandoned', data: { by: 'Ann' } }]);
    }
  });

  test('becomes active when ECPay has tickets', () => {
    expect(types(play(asking, 'unusedRecord'))).toEqual(['issued']);
    expect(play(asking, 'unusedRecord').stage.status).toBe('active');
  });

  test('needs attention again if ECPay gives no answer, and a second decision ends it', () => {
    for (const silence of ['overdue', 'unreadable', 'misconfigured', 'broken'] as const) {
      const silent = play(asking, silence);
      expect(silent.stage).toMatchObject({ status: 'needsAttention', attention: { options: ['abandon'] } });
      expect(types(play(silent, 'abandoned'))).toEqual(['needsAttention', 'abandoned']);
      expect(types(play(silent, 'unknown'))).toEqual(['needsAttention', 'attentionResolved', 'abandoned']);
      expect(play(silent, 'unusedRecord').stage.status).toBe('active');
    }
  });
});

describe('an order that is abandoned although ECPay may have issued it since the last poll', () => {
  const decide = (start: OrderState, queriesFirst = true) =>
    apply(
      { ...start, pendingEvents: [] },
      { type: 'abandoned', decision: { by: 'Ann', why: 'x' }, ...(queriesFirst && { queriesFirst }) },
      LATER,
    );
  const overdue = decide(starts['needsAttention, overdue']);
  const adopted = decide(play(starts['awaitingIssuance, adopting'], 'unreadable'));

  test.each([overdue, adopted])('queries ECPay, and becomes active when ECPay has tickets (%#)', (asking) => {
    expect(asking).toMatchObject({
      stage: { status: 'awaitingIssuance' },
      decisions: [{ by: 'Ann' }],
      pendingEvents: [],
    });
    expect(play(asking, 'unusedRecord').stage.status).toBe('active');
    expect(types(play(asking, 'unknown'))).toEqual(['abandoned']);
  });

  test('ends while ECPay still issues the tickets, for which it was overdue already', () => {
    expect(play(overdue, 'overdue').stage).toEqual({ status: 'abandoned' });
    expect(types(play(overdue, 'overdue'))).toEqual(['abandoned']);
    expect(play(adopted, 'overdue').stage).toMatchObject({ attention: { reason: 'issuanceOverdue' } });
  });

  test('needs attention again if ECPay does not answer, and a second decision ends it', () => {
    const silent = play(overdue, 'unreadable');
    expect(silent.stage).toMatchObject({ attention: { reason: 'recordUnreadable', options: ['abandon'] } });
    expect(decide(silent).stage.status).toBe('abandoned');
    expect(decide(play(adopted, 'overdue')).stage.status).toBe('abandoned');
  });

  test('ended at once in version 0.1.0', () => {
    expect(decide(starts['needsAttention, overdue'], false).stage.status).toBe('abandoned');
  });
});

test('tickets of another order under its number are not taken for its own', () => {
  const asking = from(starts['needsAttention, unanswered'], 'abandoned');
  expect(play(asking, 'othersRecord').stage).toMatchObject({ attention: { reason: 'numberTaken' } });
  expect(play(asking, 'othersRecord', 'abandoned').stage.status).toBe('abandoned');
});

test('an order that is cancelled although Issue was sent ends as cancelled when ECPay has no tickets', () => {
  const asking = from(play(starts['needsAttention, unanswered'], 'notFound'), 'cancelled');
  expect(asking.stage.status).toBe('awaitingIssuance');
  expect(play(asking, 'unknown').pendingEvents).toMatchObject([{ type: 'cancelled', data: { reason: 'byOperator' } }]);
});

test.each(['refused', 'failed', 'number taken', 'wrong amount', 'paid too late'] as const)(
  'an order for which ECPay has answered ends at once: %s',
  (reason) => {
    const { stage } = apply(
      starts[`needsAttention, ${reason}`],
      { type: 'abandoned', decision: { by: 'Ann', why: 'x' }, queriesFirst: true },
      LATER,
    );
    expect(stage.status).toBe('abandoned');
  },
);
test('so does one that ECPay refused after an unanswered attempt', () => {
  expect(play(starts['needsAttention, unanswered'], 'refused', 'abandoned').stage.status).toBe('abandoned');
});
