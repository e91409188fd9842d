/** What can be told from where an order stands. Pure. */
import type { Ticket } from '../../ecticket/provider-order.js';
import type { Attention, OrderStatus } from '../messages/order.js';
import type { OrderState } from './order-state.js';

const ENDED: readonly OrderStatus[] = ['settled', 'released', 'cancelled', 'abandoned'];

/** Nothing more happens to the order in this run. */
export function hasEnded({ stage }: OrderState): boolean {
  return ENDED.includes(stage.status);
}

/** Something was heard of an issued order since ECPay's record was read. */
export function hasPendingReconciliation({ stage, needsReconciliation }: OrderState): boolean {
  return needsReconciliation && 'record' in stage;
}

/** ECPay is polled for the tickets, also while the order needs attention: they may still appear. */
export function awaitsTickets({ stage }: OrderState): boolean {
  if (stage.status === 'awaitingIssuance') return true;
  if (stage.status !== 'needsAttention' || 'record' in stage || stage.issueAcceptedAt === undefined) return false;
  return stage.attention.reason !== 'issuanceFailed' && stage.attention.reason !== 'numberTaken';
}

/** The order needs attention, has no tickets that are known, and something was heard of it. */
export function hasPendingPoll({ stage, needsReconciliation }: OrderState): boolean {
  return needsReconciliation && stage.status === 'needsAttention' && !('record' in stage);
}

/** The order is sent to ECPay, also while it needs attention because ECPay does not answer. */
export function sendsIssue({ stage }: OrderState): boolean {
  return stage.status === 'issuing' || 'sendsIssue' in stage;
}

/** The order needs attention for this reason. */
export function needsAttentionFor({ stage }: OrderState, reason: Attention['reason']): boolean {
  return stage.status === 'needsAttention' && stage.attention.reason === reason;
}

/** ECPay is being asked whether it knows this order; what the order stays where ECPay does not. */
export function adoptionOf({ stage }: OrderState): 'abandoned' | 'cancelled' | undefined {
  return 'adopting' in stage ? stage.adopting : undefined;
}

export function isAdopting(state: OrderState): boolean {
  return adoptionOf(state) !== undefined;
}

/** The tickets as ECPay's record last had them; none before the order was issued. */
export function ticketsOf({ stage }: OrderState): readonly Ticket[] {
  return 'record' in stage ? stage.record.tickets : [];
}
