/** Transitions by an operator's decision, and reminders that a decision is due. Pure. */
import type { Decision } from '../messages/operator-decisions.js';
import type { Attention } from '../messages/order.js';
import { refOf } from '../messages/names.js';
import type { InputOf } from './inputs.js';
import { emit, emitEndEvent } from './events.js';
import {
  needsAttentionFor,
  awaitsTickets,
  isAdopting,
  isIssueUnanswered,
  mayHaveTickets,
  needsLastQuery,
} from './stage.js';
import type { OrderState, Stage } from './order-state.js';
import { settleCandidates } from './unchecked-payment.js';

/** Issues the order again under its own number. Has no effect while ECPay may still issue it: tickets could double. */
export function resubmit(
  state: OrderState,
  { decision, order = state.order, amount, forgetsUnanswered }: InputOf<'resubmitted'>,
): OrderState {
  if (state.stage.status !== 'needsAttention' || 'record' in state.stage || order === undefined) return state;
  if (awaitsTickets(state) || isNumberTaken(state)) return state;
  const { paymentNotFound, ...rest } = state;
  const isUnconfirmed = paymentNotFound === true || needsAttentionFor(state, 'paymentUnconfirmed');
  // Whoever resubmits an order with this attention accepts the amount that was paid.
  const due = amount ?? (needsAttentionFor(state, 'amountMismatch') ? state.paid?.amount : undefined);
  return {
    ...rest,
    ref: refOf(order),
    order,
    ...(due !== undefined && state.terms.due === 'beforeIssue' && { terms: { ...state.terms, amount: due } }),
    stage: { status: 'issuing' },
    // A decision is no answer of ECPay.
    submission: isIssueUnanswered(state) && forgetsUnanswered !== true ? 'resubmittedUnanswered' : 'resubmitted',
    // The operator vouches for the payment. Any other that ECPay has not confirmed is checked before Issue.
    ...(isUnconfirmed && { paymentChecked: true }),
    decisions: [...state.decisions, decision],
  };
}

/** Abandons the order because another one has replaced it under a new number. */
export function replace(state: OrderState, { decision, order }: InputOf<'replaced'>, now: number): OrderState {
  if (!isNumberUsedUp(state)) return state;
  const replacedBy = refOf(order);
  const decisions = [...state.decisions, decision];
  return settleCandidates(emitEndEvent({ ...state, stage: { status: 'abandoned' }, replacedBy, decisions }, now), now);
}

/** ECPay holds a failed order or another order's tickets under this number, and issues nothing under it any more. */
export function isNumberUsedUp(state: OrderState): boolean {
  return needsAttentionFor(state, 'issuanceFailed') || isNumberTaken(state);
}

/** ECPay holds another order's tickets under this number: this order needs a new number. */
export function isNumberTaken(state: OrderState): boolean {
  return needsAttentionFor(state, 'numberTaken');
}

/**
 * Ends an order that needs attention and has no known tickets. If ECPay may have tickets, the order queries ECPay
 * first. If ECPay gives no answer, the order needs attention again, and a second decision ends it.
 */
export function abandon(state: OrderState, { decision, queriesFirst }: InputOf<'abandoned'>, now: number): OrderState {
  if (state.stage.status !== 'needsAttention' || 'record' in state.stage) return state;
  if (queriesFirst !== true || !needsLastQuery(state)) return endByDecision(state, 'abandoned', decision, now);
  const lastQuery = { endsIfProcessing: needsAttentionFor(state, 'issuanceOverdue') };
  return queryBeforeEnd(state, 'abandoned', decision, { issueAcceptedAt: now, lastQuery });
}

/** Cancels an order that was not sent to ECPay, or that ECPay has clearly refused: no tickets can exist. */
export function cancel(state: OrderState, { decision }: InputOf<'cancelledByOperator'>, now: number): OrderState {
  const { stage } = state;
  const unissued: readonly Attention['reason'][] = [
    'issueRefused',
    'invalidOrder',
    'amountMismatch',
    'paymentMethod',
    'paymentNotFound',
    'paymentUnconfirmed',
  ];
  const isBeforeIssue =
    stage.status === 'awaitingPayment' ||
    (stage.status === 'needsAttention' && unissued.includes(stage.attention.reason));
  if (!isBeforeIssue) return state;
  return endByDecision(state, 'cancelled', decision, now);
}

/** No money was recorded, and nothing was sent to ECPay. */
export function isUntouched({ paid, extraPayments, submission }: OrderState): boolean {
  return paid === undefined && extraPayments.length === 0 && submission === 'nothing';
}

/** Emits `needsAttention` again. Emits nothing while an earlier reminder is still undelivered. */
export function remind(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'needsAttention') return state;
  const attention = { ...stage.attention, reminders: stage.attention.reminders + 1 };
  const reminded = { ...state, stage: { ...stage, attention } };
  const isPending = state.eventsStuck !== undefined && state.pendingEvents.at(-1)?.type === 'needsAttention';
  return isPending ? reminded : emit(reminded, now, { type: 'needsAttention', data: { attention } });
}

function endByDecision(
  state: OrderState,
  status: 'abandoned' | 'cancelled',
  decision: Decision,
  now: number,
): OrderState {
  if (mayHaveTickets(state) && !isAdopting(state)) {
    return queryBeforeEnd(state, status, decision, { issueAcceptedAt: now });
  }
  const decisions = [...state.decisions, decision];
  return settleCandidates(emitEndEvent({ ...state, decisions, stage: { status } }, now), now);
}

function queryBeforeEnd(
  state: OrderState,
  statusIfUnknown: 'abandoned' | 'cancelled',
  decision: Decision,
  query: Pick<Extract<Stage, { status: 'awaitingIssuance' }>, 'issueAcceptedAt' | 'lastQuery'>,
): OrderState {
  const stage: Stage = {
    status: 'awaitingIssuance',
    ...query,
    late: false,
    statusIfUnknown,
    isExpected: true,
    endsByDecision: true,
  };
  // ECPay has accepted an order that awaits tickets. Otherwise, tickets under its number may be another order's.
  const numberWasKnown = state.numberWasKnown || !awaitsTickets(state);
  return { ...state, decisions: [...state.decisions, decision], numberWasKnown, stage };
}
