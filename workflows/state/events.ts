/** How a change of an order becomes news for the merchant. Pure. */
import { attentionFor } from './attention.js';
import { countTickets } from './record-changes.js';
import type { Decision } from '../messages/operator-decisions.js';
import { numberEvents, type NewEvent } from '../messages/merchant-events.js';
import type { Attention } from '../messages/order.js';
import { sendsIssue } from './stage.js';
import type { OrderState, Stage } from './order-state.js';

/**
 * The order needs attention from `now` (ms) on; `said` is ECPay's or an error's own. It goes on with what can go on: sending
 * Issue, polling for tickets, reading the record.
 */
export function requestAttention(
  state: OrderState,
  reason: Attention['reason'],
  now: number,
  said: { code?: string; words?: string } = {},
): OrderState {
  const attention = attentionFor(reason, new Date(now).toISOString(), said, state.decisions.length);
  const { stage } = state;
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
  adopting,
  paidDuringAdoption,
}: Extract<Stage, { readonly issueAcceptedAt?: number }>) {
  return {
    ...(issueAcceptedAt !== undefined && { issueAcceptedAt }),
    ...(adopting !== undefined && { adopting }),
    ...(paidDuringAdoption !== undefined && { paidDuringAdoption }),
  };
}

/** The news of `now` (ms), numberEvents and put into the pendingEvents. */
export function emit(state: OrderState, now: number, ...newEvents: NewEvent[]): OrderState {
  if (newEvents.length === 0) return state;
  const events = numberEvents(newEvents, state.ref, state.lastSequence, now);
  return {
    ...state,
    lastSequence: state.lastSequence + events.length,
    pendingEvents: [...state.pendingEvents, ...events],
  };
}

/** Emits `attentionResolved` if the order needed attention `before`: it continues without a decision. */
export function emitAttentionResolved(state: OrderState, before: Stage, now: number): OrderState {
  if (before.status !== 'needsAttention') return state;
  return emit(state, now, { type: 'attentionResolved', data: { reason: before.attention.reason } });
}

/** Why an adopted order ends about which no person has decided. */
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

/** Characters of JSON. An order of 100 tickets tells up to some 30,000 in one event; Temporal takes 2 MB in one payload. */
const MOST_PENDING = 300_000;

/** So much is pending that what happens next is told together, when the merchant takes events again. */
export function hasTooManyPendingEvents({ pendingEvents }: OrderState): boolean {
  return JSON.stringify(pendingEvents).length > MOST_PENDING;
}
