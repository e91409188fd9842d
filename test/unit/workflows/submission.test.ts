/** Whether ECPay may have an order is decided by ECPay's answers, and by nothing that an operator decides. */
import { describe, expect, test } from '@jest/globals';
import { parseResubmission } from '../../../workflows/handlers/parse-resubmission.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { mayHaveTickets } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import { electronicOrder } from '../../support/orders.js';
import { play, starts, T0 } from '../../support/order-states.js';

const decision = { by: 'Ann', why: 'once more' };
const unanswered = starts['needsAttention, unanswered'];

const unclear: Record<string, OrderState> = {
  once: play(unanswered, 'resubmitted'),
  'twice, without an answer between': play(unanswered, 'resubmitted', 'attempted', 'unanswered', 'resubmitted'),
  'after its payment was not found': play(unanswered, 'notFound', 'resubmitted'),
  'after a call that failed permanently': play(unanswered, 'broken', 'resubmitted'),
  'twice, and its payment was not found between': play(unanswered, 'resubmitted', 'notFound', 'resubmitted'),
};

describe.each(Object.entries(unclear))('an unanswered order that is resubmitted %s', (_how, state) => {
  test('is sent as one that ECPay may have', () => {
    expect(state).toMatchObject({ stage: { status: 'issuing' }, submission: 'resubmittedUnanswered' });
  });

  test.each(['abandoned', 'cancelled'] as const)('queries ECPay before it ends as %s', (end) => {
    const { stage } = play(state, 'notFound', end);
    expect(stage).toMatchObject({ status: 'awaitingIssuance', statusIfUnknown: end });
  });

  test('keeps its items', () => {
    const order = electronicOrder('CX1', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
    const denied = play(state, 'notFound');
    expect(() => parseResubmission({ ...decision, order, amount: 1000 }, denied)).toThrow(
      expect.objectContaining({ type: 'ISSUE_UNANSWERED' }),
    );
  });
});

test.each([
  ['refuses it', play(unanswered, 'refused')],
  ['refuses it after a resubmission', play(unanswered, 'resubmitted', 'attempted', 'refused')],
  ['reports that issuing failed', play(unanswered, 'accepted', 'failed')],
])('an order is sent as a new one after ECPay %s', (_how, state) => {
  expect(mayHaveTickets(state)).toBe(false);
  expect(play(state, 'resubmitted')).toMatchObject({ submission: 'resubmitted' });
});

test('an order that was never sent is resubmitted as such', () => {
  expect(play(starts['needsAttention, wrong amount'], 'resubmitted')).toMatchObject({ submission: 'resubmitted' });
});

test('an order that version 0.1.0 has resubmitted replays as it was, and keeps what it sends from then on', () => {
  const carried = apply(unanswered, { type: 'resubmitted', decision, forgetsUnanswered: true }, T0);
  expect(carried).toMatchObject({ submission: 'resubmitted' });
  expect(play(carried, 'attempted', 'unanswered', 'resubmitted')).toMatchObject({
    submission: 'resubmittedUnanswered',
  });
  expect(play(carried, 'notFound', 'cancelled').stage.status).toBe('cancelled');
});
