/** Why an order waits for a person, in a shop manager's words. */
import type { Attention } from '../messages/order.js';

const EXPLANATIONS: Readonly<Record<Attention['reason'], string>> = {
  issueRefused:
    'ECPay refused to issue these tickets, and its records hold no order under this number. ' +
    'Nothing was issued; a payment already taken is still without tickets.',
  invalidOrder: 'The order breaks ECPay’s own rules for an order. Nothing was sent to ECPay.',
  issueDelayed:
    'The order is paid and ECPay has not accepted it yet: its service does not answer. ' +
    'The order is sent again until ECPay accepts it, and then goes on by itself.',
  issuanceFailed: 'ECPay took the order, but its issuing job reports that it failed. No tickets exist.',
  issuanceOverdue:
    'ECPay took the order long ago and still calls it in progress. It is asked on; ' +
    'tickets that appear after all end this by themselves.',
  recordUnreadable:
    'ECPay’s record of this order cannot be read. Redemptions and refunds may have happened that are not shown here. ' +
    'Reading continues, and ends this by itself when ECPay answers.',
  configuration:
    'ECPay cannot be asked about this order: a key, a merchant or an address in the settings is wrong, or seems so. ' +
    'When that is fixed, the order goes on by itself.',
  numberTaken:
    'ECPay holds tickets under this number that are not this order’s: other goods, or issued before it was paid for. ' +
    'This order has none. It can be issued under a new number.',
  amountMismatch: 'The amount that was paid is not the amount of this order. Nothing was sent to ECPay.',
  paymentMethod:
    'The order was paid in a way that ECTicket does not allow: by another method than one-time credit card. ' +
    'Nothing was sent to ECPay. Give the money back, or resubmit the order.',
  paymentNotFound:
    'The order was said to be paid, and ECPay’s payment system does not know the payment. Nothing was sent to issue.',
  paidTooLate: 'The payment came after the order had been cancelled for want of it. The money has no tickets.',
  error: 'The order cannot go on by itself: what went wrong does not fix by trying again.',
};

const TRIED: Readonly<Record<Attention['reason'], string>> = {
  issueRefused: 'The order was sent, and after ECPay’s no its records were asked for this number.',
  invalidOrder: 'The order was checked against the rules of ECPay’s Issue page before it was sent.',
  issueDelayed: 'The order was sent again and again, at growing intervals of up to five minutes.',
  issuanceFailed: 'The order was sent and accepted, and its result was asked for until ECPay said this.',
  issuanceOverdue: 'The order was sent and accepted, and its result has been asked for ever since.',
  recordUnreadable: 'ECPay was asked for the record again and again, at growing intervals.',
  configuration: 'The same call was made at least six times in a row, and failed for the same kind of reason.',
  numberTaken: 'The order was sent; ECPay had an order under this number already, and its tickets were compared.',
  amountMismatch: 'Nothing: an order is not sent for money that is not its own.',
  paymentMethod: 'Nothing: an order is not sent for money that was paid otherwise.',
  paymentNotFound: 'ECPay’s payment system was asked for as long as its books may be behind, and is still being asked.',
  paidTooLate: 'Nothing: a cancelled order is not sent by itself.',
  error: 'The same was tried for as long as trying again could help.',
};

const OPTIONS: Readonly<Record<Attention['reason'], Attention['options']>> = {
  issueRefused: ['resubmit', 'abandon', 'cancelOrder'],
  invalidOrder: ['resubmit', 'abandon', 'cancelOrder'],
  issueDelayed: ['resubmit', 'abandon'],
  issuanceFailed: ['resubmit', 'abandon'],
  issuanceOverdue: ['abandon'],
  recordUnreadable: [],
  configuration: ['abandon'],
  numberTaken: ['resubmit', 'abandon'],
  amountMismatch: ['resubmit', 'abandon', 'cancelOrder'],
  paymentMethod: ['resubmit', 'abandon', 'cancelOrder'],
  paymentNotFound: ['resubmit', 'abandon', 'cancelOrder'],
  paidTooLate: ['resubmit', 'abandon'],
  error: ['resubmit', 'abandon'],
};

/**
 * An attention that began at `since` (ISO 8601), with ECPay's or the error's own code and words, of an order that people
 * had `resubmitted` so often before.
 */
export function attentionFor(
  reason: Attention['reason'],
  since: string,
  said: { code?: string; words?: string },
  resubmitted: number,
): Attention {
  return {
    reason,
    explanation: EXPLANATIONS[reason],
    tried: resubmitted === 0 ? TRIED[reason] : `${TRIED[reason]} It had been resubmitted ${times(resubmitted)} before.`,
    ...(said.code !== undefined && { code: said.code }),
    ...(said.words !== undefined && { words: said.words }),
    since,
    reminders: 0,
    options: OPTIONS[reason],
  };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
