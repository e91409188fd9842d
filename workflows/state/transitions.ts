/** The order's state machine. Pure: unit tests need no Temporal. */
import { rememberAnswer } from './answered-updates.js';
import type { InputOf, OrderInput } from './inputs.js';
import { abandon, cancel, remind, replace, resubmit } from './operator-decisions.js';
import { requestAttention, emit, emitEndEvent, emitAttentionResolved } from './events.js';
import { refuseOrder } from './placement.js';
import { reconcileRecord, release, emitPostponedChanges, failReconciliation } from './reconcile.js';
import { confirmPayment, applyPaymentCheck, settleAdoptionPayment } from './payment.js';
import { statusIfUnknown, awaitsTickets, isAdopting, sendsIssue } from './stage.js';
import { stopAwaitingRefund, confirmRefund } from './refunds.js';
import type { OrderState, Stage } from './order-state.js';
import { needsPaymentCheck, settleCandidates } from './unchecked-payment.js';

/**
 * Applies an input to the state.
 *
 * @param now milliseconds since the epoch
 * @returns the new state, or the same object if the input does not apply in the current status
 */
export function apply(state: OrderState, input: OrderInput, now: number): OrderState {
  switch (input.type) {
    case 'placementRefused':
      return refuseOrder(state, input, now);
    case 'paymentConfirmed':
      return confirmPayment(state, input, now);
    case 'paymentChecked':
      return applyPaymentCheck(state, input, now);
    case 'paymentDeadlinePassed':
      return cancelUnpaid(state, now);
    case 'issueAttempted':
      return state.submission === 'unanswered' ? state : { ...state, submission: 'unanswered' };
    case 'issueNotSent':
      return state.submission === 'nothing' ? state : { ...state, submission: 'nothing' };
    case 'issueAccepted':
      return acceptIssue(state, input, now);
    case 'issueRefused':
      return sendsIssue(state) ? requestAttention(state, 'issueRefused', now, input) : state;
    case 'orderInvalid':
      return sendsIssue(state) ? requestAttention(state, 'invalidOrder', now, input) : state;
    case 'issueDelayed':
      return state.stage.status === 'issuing' ? requestAttention(state, 'issueDelayed', now, input) : state;
    case 'issuanceLate':
      return markLate(state, now);
    case 'issuanceOverdue':
      return markOverdue(state, input, now);
    case 'issuanceFailed':
      return handleIssuanceFailure(state, input, now);
    case 'callbackReceived':
      return recordCallback(state, input, now);
    case 'reconciliationStarted':
      return state.needsReconciliation ? { ...state, needsReconciliation: false } : state;
    case 'unknownToECPay':
      return endAdoption(state, now);
    case 'reconciled':
      return reconcileRecord(state, input, now);
    case 'reconciliationFailed':
      return failReconciliation(state, input.since);
    case 'recordUnreadable':
      return markUnreadable(state, input, now);
    case 'refundConfirmed':
      return confirmRefund(state, input, now);
    case 'refundUnconfirmed':
      return stopAwaitingRefund(state, now);
    case 'ticketsRedeemed':
      return { ...state, uses: { ...state.uses, ...Object.fromEntries(input.ticketNos.map((no) => [no, input.use])) } };
    case 'updateAnswered':
      return { ...state, answered: rememberAnswer(state.answered, input.answered, now) };
    case 'reconciliationRequested':
      return { ...state, needsReconciliation: true };
    case 'resubmitted':
      return resubmit(state, input);
    case 'replaced':
      return replace(state, input, now);
    case 'abandoned':
      return abandon(state, input, now);
    case 'cancelledByOperator':
      return cancel(state, input, now);
    case 'reminderDue':
      return remind(state, now);
    case 'releaseDue':
      return release(state, now);
    case 'activityFailed':
      return handleActivityFailure(state, input, now);
    case 'eventsDelivered':
      return emitPostponedChanges(removeDelivered(state, input.upTo), now);
    case 'eventsStuck':
      return { ...state, eventsStuck: { since: new Date(now).toISOString(), lastError: input.lastError } };
  }
}

function cancelUnpaid(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'awaitingPayment') return state;
  return emitEndEvent({ ...state, stage: { status: 'cancelled' } }, now);
}

function acceptIssue(state: OrderState, { numberWasKnown }: InputOf<'issueAccepted'>, now: number): OrderState {
  if (!sendsIssue(state)) return state;
  const stage: Stage = { status: 'awaitingIssuance', issueAcceptedAt: now, late: false };
  return emitAttentionResolved({ ...state, stage, numberWasKnown, lastChangeAt: now }, state.stage, now);
}

function markLate(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' || stage.late || isAdopting(state)) return state;
  const issueAcceptedAt = new Date(stage.issueAcceptedAt).toISOString();
  return emit({ ...state, stage: { ...stage, late: true } }, now, { type: 'late', data: { issueAcceptedAt } });
}

function markOverdue(state: OrderState, input: InputOf<'issuanceOverdue'>, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance') return state;
  const ends = stage.lastQuery?.endsIfProcessing === true && input.code === undefined;
  return ends ? endAdoption(state, now) : requestAttention(state, 'issuanceOverdue', now, input);
}

function recordCallback(state: OrderState, { callback }: InputOf<'callbackReceived'>, now: number): OrderState {
  const callbacks = { received: state.callbacks.received + 1, last: callback };
  return { ...state, callbacks, needsReconciliation: true, lastChangeAt: now, unchangedReconciliations: 0 };
}

function removeDelivered({ eventsStuck: _resolved, ...state }: OrderState, upTo: number): OrderState {
  return { ...state, pendingEvents: state.pendingEvents.filter(({ sequence }) => sequence > upTo) };
}

function handleIssuanceFailure(state: OrderState, input: InputOf<'issuanceFailed'>, now: number): OrderState {
  if (isAdopting(state)) return endAdoption(state, now);
  return awaitsTickets(state) ? requestAttention(state, 'issuanceFailed', now, input) : state;
}

/** Requests attention because ECPay's record cannot be read. Reading continues, and the order cannot end meanwhile. */
function markUnreadable(state: OrderState, input: InputOf<'recordUnreadable'>, now: number): OrderState {
  const isPolling = state.stage.status === 'awaitingIssuance';
  return isPolling || 'record' in state.stage ? requestAttention(state, 'recordUnreadable', now, input) : state;
}

/**
 * Requests attention for a call that Temporal does not retry. After `configuration`, the order makes the call again.
 */
function handleActivityFailure(state: OrderState, input: InputOf<'activityFailed'>, now: number): OrderState {
  const isWaitingForCall = sendsIssue(state) || awaitsTickets(state);
  if (!isWaitingForCall && needsPaymentCheck(state) && !input.isConfiguration)
    return requestAttention(state, 'error', now, input);
  return isWaitingForCall
    ? requestAttention(state, input.isConfiguration ? 'configuration' : 'error', now, input)
    : state;
}

/**
 * Ends an order that ECPay does not have: an adopted one, or one that an operator has ended. An adopted order emits
 * nothing except events about money, unless it needed attention meanwhile: then also `attentionResolved` and the end
 * event.
 */
function endAdoption(state: OrderState, now: number): OrderState {
  const status = statusIfUnknown(state);
  if (status === undefined) return state;
  const { stage } = state;
  const isPaid = 'paidDuringAdoption' in stage;
  const { failingSince: _failingSince, ...rest } = state;
  const unissued: OrderState = { ...rest, needsReconciliation: false, stage: { status } };
  const emitsEnd = stage.status === 'needsAttention' || 'endsByDecision' in stage;
  const ended = emitsEnd ? emitEndEvent(emitAttentionResolved(unissued, stage, now), now) : unissued;
  return settleCandidates(isPaid ? settleAdoptionPayment(ended, status, now) : ended, now);
}
