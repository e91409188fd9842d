/** Predicates on an order's stage. Pure. */
import type { Ticket } from '../../ecticket/provider-order.js';
import type { Attention, OrderStatus } from '../messages/order.js';
import { isUnanswered } from '../messages/submission.js';
import type { OrderState } from './order-state.js';

const FINAL_STATUSES: readonly OrderStatus[] = ['settled', 'released', 'cancelled', 'abandoned'];

/** The order has a final status. A change of ECPay's record may still reopen it. */
export function hasEnded({ stage }: OrderState): boolean {
  return FINAL_STATUSES.includes(stage.status);
}

/** The record of an issued order may have changed since it was last requested. */
export function hasPendingReconciliation({ stage, needsReconciliation }: OrderState): boolean {
  return needsReconciliation && 'record' in stage;
}

/** ECPay is polled for the tickets. Includes orders that need attention and whose tickets may still appear. */
export function awaitsTickets({ stage }: OrderState): boolean {
  if (stage.status === 'awaitingIssuance') return true;
  if (stage.status !== 'needsAttention' || 'record' in stage || stage.issueAcceptedAt === undefined) return false;
  return stage.attention.reason !== 'issuanceFailed' && stage.attention.reason !== 'numberTaken';
}

/** The order needs attention, has no known tickets, and a callback arrived for it. */
export function hasPendingPoll({ stage, needsReconciliation }: OrderState): boolean {
  return needsReconciliation && stage.status === 'needsAttention' && !('record' in stage);
}

/** The order is being sent to ECPay. Includes orders that need attention because ECPay does not answer. */
export function sendsIssue({ stage }: OrderState): boolean {
  return stage.status === 'issuing' || 'sendsIssue' in stage;
}

/** The order needs attention for this reason. */
export function needsAttentionFor({ stage }: OrderState, reason: Attention['reason']): boolean {
  return stage.status === 'needsAttention' && stage.attention.reason === reason;
}

/**
 * ECPay may have tickets of the order, and has not answered: not the Issue request, or no query after it accepted the
 * order. An order that ECPay reports as in progress for too long is answered: an operator decides, after one more query
 * ({@link needsLastQuery}).
 */
export function mayHaveTickets(state: OrderState): boolean {
  if (needsAttentionFor(state, 'issuanceOverdue')) return false;
  return awaitsTickets(state) || isIssueUnanswered(state);
}

/** An Issue request may have reached ECPay, which has not clearly answered it since. */
export function isIssueUnanswered(state: OrderState): boolean {
  const hasAnswered = ANSWERED_REASONS.some((reason) => needsAttentionFor(state, reason));
  return isUnanswered(state.submission) && !hasAnswered;
}

/**
 * ECPay has the order, or may have it, and its last answer is up to half an hour old: it may have issued the tickets
 * since. After a decision that has already led to such a query, the next one ends the order.
 */
export function needsLastQuery(state: OrderState): boolean {
  const isUndecided = !('endsByDecision' in state.stage);
  return isUndecided && awaitsTickets(state) && (needsAttentionFor(state, 'issuanceOverdue') || isAdopting(state));
}

/** Reasons for which ECPay has answered that it has no tickets of the order. */
const ANSWERED_REASONS: readonly Attention['reason'][] = [
  'issueRefused',
  'invalidOrder',
  'issuanceFailed',
  'numberTaken',
];

/**
 * The status with which the order ends if ECPay does not have it: an adopted order, or one that an operator has ended
 * although ECPay may have tickets. Undefined once ECPay has it.
 */
export function statusIfUnknown({ stage }: OrderState): 'abandoned' | 'cancelled' | undefined {
  return 'statusIfUnknown' in stage ? stage.statusIfUnknown : undefined;
}

/** ECPay has not said yet whether it has an order that is adopted or that an operator has ended. */
export function isAdopting(state: OrderState): boolean {
  return statusIfUnknown(state) !== undefined;
}

/** The tickets in ECPay's latest record. Empty before the order is issued. */
export function ticketsOf({ stage }: OrderState): readonly Ticket[] {
  return 'record' in stage ? stage.record.tickets : [];
}
