/** Emits events for the merchant: adds them to the order's pending events. Pure. */
import { attentionFor } from './attention.js';
import { countTickets } from './record-changes.js';
import type { Decision } from '../messages/operator-decisions.js';
import { numberEvents, type NewEvent } from '../messages/merchant-events.js';
import type { Attention } from '../messages/order.js';
import { isAdopting, sendsIssue } from './stage.js';
import type { OrderState, Stage } from './order-state.js';

/**
 * Moves the order to `needsAttention` and emits the event. Keeps what automatic work needs to continue: sending Issue,
 * polling for tickets, reading the record.
 *
 * @param now milliseconds since the epoch
 * @param failure the code and message of ECPay or of an error
 */
export function requestAttention(
  state: OrderState,
  reason: Attention['reason'],
  now: number,
  failure: { code?: string; message?: string } = {},
): OrderState {
  const { stage } = state;
  const known = attentionFor(reason, new Date(now).toISOString(), failure, state.decisions.length);
  // ECPay does not say whether it has tickets: an operator may end the order without that answer.
  const attention = isAdopting(state) ? { ...known, options: ['abandon'] as const } : known;
  const isSending = (reason === 'issueDelayed' || reason === 'configuration') && sendsIssue(state);
  const base = { status: 'needsAttention', attention } as const;
  const next: Stage =
    'record' in stage
      ? { ...base, record: stage.record }
      : { ...base, ...('issueAcceptedAt' in stage && acceptanceOf(stage)), ...(isSending && { sendsIssue: true }) };
  return emit({ ...state, stage: next }, now, { type: 'needsAttention', data: { attention } });
}

function acceptanceOf({
  issueAcceptedAt,
  statusIfUnknown,
  isExpected,
  endsByDecision,
  paidDuringAdoption,
}: Extract<Stage, { readonly issueAcceptedAt?: number }>) {
  return {
    ...(issueAcceptedAt !== undefined && { issueAcceptedAt }),
    ...(statusIfUnknown !== undefined && { statusIfUnknown }),
    ...(isExpected !== undefined && { isExpected }),
    ...(endsByDecision !== undefined && { endsByDecision }),
    ...(paidDuringAdoption !== undefined && { paidDuringAdoption }),
  };
}

/**
 * Numbers the events and adds them to the pending events. `now` is in milliseconds since the epoch. Consumers order
 * events by time: an event is not earlier than the one before or the known record, even if a server's clock is behind.
 */
export function emit(state: OrderState, now: number, ...newEvents: NewEvent[]): OrderState {
  if (newEvents.length === 0) return state;
  const at = Math.max(now, state.lastEventAt ?? 0, state.reconciledAt ?? 0);
  const events = numberEvents(newEvents, state.ref, state.lastSequence, at);
  return {
    ...state,
    lastSequence: state.lastSequence + events.length,
    lastEventAt: at,
    pendingEvents: [...state.pendingEvents, ...events],
  };
}

/**
 * Emits `attentionResolved` if the order needed attention `before` and now continues without an operator's decision.
 */
export function emitAttentionResolved(state: OrderState, before: Stage, now: number): OrderState {
  if (before.status !== 'needsAttention') return state;
  return emit(state, now, { type: 'attentionResolved', data: { reason: before.attention.reason } });
}

/** The reason in the `abandoned` event of an adopted order that no operator has abandoned. */
const NO_TICKETS: Decision = { by: 'ECPay', why: 'ECPay has no tickets under this number' };

/**
 * Emits the end event if the order has ended. It must be the order's last event, apart from those about money: call
 * this after every other event of an order that may have ended.
 */
export function emitEndEvent(state: OrderState, now: number): OrderState {
  const { stage, replacedBy } = state;
  const decision = state.decisions.at(-1);
  switch (stage.status) {
    case 'settled':
    case 'released':
      return emit(state, now, { type: stage.status, data: { counts: countTickets(stage.record.tickets) } });
    case 'cancelled': {
      const { violations } = stage;
      if (violations !== undefined)
        return emit(state, now, { type: 'cancelled', data: { reason: 'invalid', violations } });
      const data =
        decision === undefined ? ({ reason: 'unpaid' } as const) : { reason: 'byOperator' as const, ...decision };
      return emit(state, now, { type: 'cancelled', data });
    }
    case 'abandoned': {
      const data = { ...(decision ?? NO_TICKETS), ...(replacedBy !== undefined && { replacedBy }) };
      return emit(state, now, { type: 'abandoned', data });
    }
    default:
      return state;
  }
}

/** Characters of JSON. One event of 100 tickets has up to about 30,000; Temporal's payload limit is 2 MB. */
const MAX_PENDING_CHARACTERS = 300_000;

/** Whether further changes must wait and be emitted together, once the merchant accepts events again. */
export function hasTooManyPendingEvents({ pendingEvents }: OrderState): boolean {
  return JSON.stringify(pendingEvents).length > MAX_PENDING_CHARACTERS;
}
