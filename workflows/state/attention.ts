/** Why an order needs attention, in terms for the merchant's staff, and when the merchant is reminded. Pure. */
import type { Attention } from '../messages/order.js';
import type { OrderTiming } from '../messages/timing.js';
import type { OrderState } from './order-state.js';

const EXPLANATIONS: Readonly<Record<Attention['reason'], string>> = {
  issueRefused:
    'ECPay refused to issue these tickets and has no order under this number. ' +
    'No tickets exist, and a payment that was taken is still without tickets.',
  invalidOrder: 'The order breaks ECPay’s rules for orders. It was not sent to ECPay.',
  issueDelayed:
    'The order is paid, and ECPay has not accepted it yet because its service does not answer. ' +
    'The order is sent again until ECPay accepts it, and then continues automatically.',
  issuanceFailed: 'ECPay accepted the order, but reports that its issuing job failed. No tickets exist.',
  issuanceOverdue:
    'ECPay accepted the order long ago, and has not reported its tickets: it is in progress at ECPay, or ECPay does ' +
    'not answer. Polling continues; if the tickets appear, the order continues automatically.',
  recordUnreadable:
    'ECPay’s record of this order cannot be read, or is incomplete. Redemptions and refunds may have happened that ' +
    'are not shown here. Reading continues; when ECPay answers, the order continues automatically.',
  configuration:
    'ECPay refuses the calls for this order, or its replies cannot be verified: a key, a merchant or an address in the ' +
    'settings, or the worker’s clock, appears to be wrong. Once that is fixed, the order continues automatically.',
  numberTaken:
    'ECPay holds tickets under this number that belong to another order: their items differ, or they were issued ' +
    'before this order was paid. This order has no tickets. It can be issued under a new number. But if the workflow ' +
    'was reset to a point before the order was corrected, the tickets are its own: terminate it and adopt the order.',
  amountMismatch: 'The amount paid differs from the amount of this order. The order was not sent to ECPay.',
  paymentMethod:
    'The order was paid by a method that ECTicket does not allow: it allows only one-time credit card payments. ' +
    'The order was not sent to ECPay. Refund the payment, or resubmit the order.',
  paymentNotFound:
    'The order was reported as paid, but ECPay’s payment system has no record of the payment. ' +
    'The order was not sent to ECPay.',
  paymentUnconfirmed:
    'The order was reported as paid, and ECPay’s payment system does not answer whether it has the payment. ' +
    'The order was not sent to ECPay. When ECPay confirms the payment, the order continues automatically.',
  paidTooLate:
    'A payment was reported after the order had been cancelled as unpaid. No tickets exist for this payment.',
  error: 'The order cannot continue: the last call failed with an error that a retry does not fix.',
};

const TRIED: Readonly<Record<Attention['reason'], string>> = {
  issueRefused: 'The order was sent. After ECPay’s refusal, ECPay was queried for an order under this number.',
  invalidOrder: 'The order was checked against the rules of ECPay’s Issue page before sending.',
  issueDelayed: 'The order was sent repeatedly, at growing intervals of up to five minutes.',
  issuanceFailed: 'The order was sent and accepted, and its result was polled until ECPay reported the failure.',
  issuanceOverdue: 'The order was sent and accepted, and its result has been polled since.',
  recordUnreadable: 'The record was requested repeatedly, at growing intervals.',
  configuration: 'The same call was made at least six consecutive times and failed each time for this kind of reason.',
  numberTaken: 'The order was sent. ECPay had tickets under this number, and they were compared with the order.',
  amountMismatch:
    'An order is not sent while its payment has the wrong amount. A payment from an ECPay notification is ' +
    'checked with ECPay.',
  paymentMethod:
    'An order is not sent while its payment method is not allowed. A payment from an ECPay notification is ' +
    'checked with ECPay.',
  paymentNotFound: 'ECPay’s payment system was queried for longer than its records may be delayed, and still is.',
  paymentUnconfirmed: 'ECPay’s payment system is queried repeatedly, and the last query failed.',
  paidTooLate:
    'A cancelled order is not sent automatically. A payment from an ECPay notification is checked with ECPay.',
  error: 'The call was retried for as long as a retry could help.',
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
  paymentUnconfirmed: ['resubmit', 'abandon', 'cancelOrder'],
  paidTooLate: ['resubmit', 'abandon'],
  error: ['resubmit', 'abandon'],
};

/**
 * @param since ISO 8601
 * @param failure the code and message of ECPay or of an error
 * @param decisions how many decisions operators have made about the order before
 */
export function attentionFor(
  reason: Attention['reason'],
  since: string,
  failure: { code?: string; message?: string },
  decisions: number,
): Attention {
  const resubmitted = decisions === 0 ? '' : ` The order had been resubmitted ${times(decisions)} before.`;
  return {
    reason,
    explanation: EXPLANATIONS[reason],
    tried: `${TRIED[reason]}${resubmitted}`,
    ...(failure.code !== undefined && { code: failure.code }),
    ...(failure.message !== undefined && { message: failure.message }),
    since,
    reminders: 0,
    options: OPTIONS[reason],
  };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** Shortest reminder interval, so that timing settings of 0 do not make the workflow loop. */
const MIN_INTERVAL_MS = 1000;

/**
 * When the merchant is reminded next. Each interval is twice the one before, up to `longestReminder`.
 *
 * @returns milliseconds since the epoch; undefined if the order does not need attention
 */
export function nextReminderAt({ stage }: OrderState, timing: OrderTiming): number | undefined {
  if (stage.status !== 'needsAttention') return undefined;
  const { since, reminders } = stage.attention;
  const intervals = Array.from({ length: reminders + 1 }, (_each, index) => intervalOf(index, timing));
  return intervals.reduce((at, interval) => at + interval, Date.parse(since));
}

function intervalOf(index: number, { firstReminder, longestReminder }: OrderTiming): number {
  return Math.max(Math.min(firstReminder * 2 ** index, longestReminder), MIN_INTERVAL_MS);
}
