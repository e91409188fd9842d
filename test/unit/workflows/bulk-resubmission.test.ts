/** A decision about many orders resubmits those that were refused, and none whose payment needs a decision. */
import { describe, expect, test } from '@jest/globals';
import { reasonForOwnDecision } from '../../../workflows/state/bulk-resubmission.js';
import { play, starts } from '../../support/order-states.js';

describe('a decision about many orders', () => {
  test('applies to orders that were refused, and leaves those without attention to the other rules', () => {
    expect(reasonForOwnDecision(starts['needsAttention, refused'])).toBeUndefined();
    expect(reasonForOwnDecision(play(starts.issuing, 'invalid'))).toBeUndefined();
    expect(reasonForOwnDecision(starts.active)).toBeUndefined();
  });

  test.each([
    ['issueDelayed', starts['needsAttention, unanswered']],
    ['issuanceFailed', starts['needsAttention, failed']],
    ['issuanceOverdue', starts['needsAttention, overdue']],
    ['recordUnreadable', starts['needsAttention, unreadable']],
    ['configuration', starts['needsAttention, misconfigured before Issue']],
    ['numberTaken', starts['needsAttention, number taken']],
    ['amountMismatch', starts['needsAttention, wrong amount']],
    ['paymentMethod', starts['needsAttention, paid otherwise']],
    ['paymentNotFound', starts['needsAttention, payment not found']],
    ['paidTooLate', starts['needsAttention, paid too late']],
    ['error', starts['needsAttention, error']],
  ])('does not apply to %s', (reason, state) => {
    expect(reasonForOwnDecision(state)).toBe(reason);
  });

  test.each(['wrong amount', 'paid otherwise', 'payment not found'] as const)(
    'does not apply if a later reason hides one about the payment: %s',
    (about) => {
      const stopped = starts[`needsAttention, ${about}`];
      const { stage: invalid } = play(starts.issuing, 'invalid');
      expect(reasonForOwnDecision({ ...stopped, stage: invalid })).toBe(reasonForOwnDecision(stopped));
    },
  );
});
