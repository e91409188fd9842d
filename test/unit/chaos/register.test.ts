import { expect, test } from '@jest/globals';
import type { TicketState } from '../../../ecticket/index.js';
import { isLinearizable } from '../../../chaos/checks/register.js';
import type { TicketOperation } from '../../../chaos/orders/ticket-history.js';

const call = (
  action: TicketOperation['action'],
  outcome: TicketOperation['outcome'],
  startedAt: number,
  endedAt: number,
): TicketOperation => ({ by: 'a test', ticketNo: '1', answer: '', action, outcome, startedAt, endedAt });

const update: typeof call = (...given) => ({ ...call(...given), by: 'update X' });

test.each<[what: string, calls: readonly TicketOperation[], state: TicketState, isPossible: boolean]>([
  ['nothing happened', [], 'unused', true],
  ['one redemption', [call('redeem', 'done', 0, 1)], 'redeemed', true],
  ['a redemption that ECPay does not have', [call('redeem', 'done', 0, 1)], 'unused', false],
  ['a redemption that nobody asked for', [], 'redeemed', false],
  ['a refused redemption', [call('redeem', 'none', 0, 1)], 'unused', true],
  [
    'a redemption that was repeated under its update id',
    [update('redeem', 'done', 0, 2), update('redeem', 'done', 3, 4)],
    'redeemed',
    true,
  ],
  [
    'a redemption without an answer, repeated under its update id after a cancellation',
    [update('redeem', 'maybe', 0, 2), call('cancelRedemption', 'done', 3, 4), update('redeem', 'done', 5, 6)],
    'unused',
    true,
  ],
  ['two redemptions', [call('redeem', 'done', 0, 2), call('redeem', 'done', 1, 3)], 'redeemed', false],
  [
    'two redemptions with a cancellation that overlaps both',
    [call('redeem', 'done', 0, 2), call('redeem', 'done', 1, 5), call('cancelRedemption', 'done', 1, 4)],
    'redeemed',
    true,
  ],
  [
    'two redemptions and a cancellation after both',
    [call('redeem', 'done', 0, 2), call('redeem', 'done', 1, 3), call('cancelRedemption', 'done', 4, 5)],
    'unused',
    false,
  ],
  ['a redemption without an answer that took effect', [call('redeem', 'maybe', 0, 1)], 'redeemed', true],
  ['a redemption without an answer that did not', [call('redeem', 'maybe', 0, 1)], 'unused', true],
  [
    'a refund after a redemption without an answer',
    [call('redeem', 'maybe', 0, 1), call('refund', 'done', 5, 6)],
    'refunded',
    true,
  ],
])('%s', (_what, calls, state, isPossible) => {
  expect(isLinearizable(calls, state)).toBe(isPossible);
});
