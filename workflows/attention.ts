/** Why an order waits for a person, in a shop manager's words. */
import type { Attention } from './messages.js';

const EXPLANATIONS: Readonly<Record<Attention['reason'], string>> = {
  issueRefused:
    'ECPay refused to issue these tickets, and its records hold no order under this number. ' +
    'Nothing was issued; a payment already taken is still without tickets.',
  issuanceFailed: 'ECPay took the order, but its issuing job reports that it failed. No tickets exist.',
  issuanceOverdue:
    'ECPay took the order long ago and still calls it in progress. It is asked on; ' +
    'tickets that appear after all end this by themselves.',
  amountMismatch: 'The amount that was paid is not the amount of this order. Nothing was sent to ECPay.',
  paidTooLate: 'The payment came after the order had been cancelled for want of it. The money has no tickets.',
  error: 'The order cannot go on by itself: what went wrong does not mend by trying again.',
};

const OPTIONS: Readonly<Record<Attention['reason'], Attention['options']>> = {
  issueRefused: ['resubmit', 'abandon', 'cancelOrder'],
  issuanceFailed: ['resubmit', 'abandon'],
  issuanceOverdue: ['abandon'],
  amountMismatch: ['resubmit', 'abandon', 'cancelOrder'],
  paidTooLate: ['resubmit', 'abandon'],
  error: ['resubmit', 'abandon'],
};

/** An attention that began at `since` (ISO 8601), with ECPay's or the error's own code and words. */
export function attentionFor(
  reason: Attention['reason'],
  since: string,
  said: { code?: string; words?: string },
): Attention {
  return {
    reason,
    explanation: EXPLANATIONS[reason],
    ...(said.code !== undefined && { code: said.code }),
    ...(said.words !== undefined && { words: said.words }),
    since,
    reminders: 0,
    options: OPTIONS[reason],
  };
}
