/** What becomes of an order by a person's decision. Pure. */
import type { Decision } from '../messages/operator-decisions.js';
import type { Attention } from '../messages/order.js';
import { refOf } from '../messages/names.js';
import type { InputOf } from './inputs.js';
import { emit, emitEndEvent } from './events.js';
import { needsAttentionFor, awaitsTickets } from './stage.js';
import type { OrderState } from './order-state.js';

/** The order is issued again under its own number. Not while ECPay still works on it: it would be asked twice. */
export function resubmit(state: OrderState, { decision, order = state.order }: InputOf<'resubmitted'>): OrderState {
  if (state.stage.status !== 'needsAttention' || 'record' in state.stage || order === undefined) return state;
  if (awaitsTickets(state) || isNumberTaken(state)) return state;
  const { paymentNotFound: _decided, ...rest } = state;
  return {
    ...rest,
    ref: refOf(order),
    order,
    stage: { status: 'issuing' },
    sent: 'resubmitted',
    paymentChecked: true,
    decisions: [...state.decisions, decision],
  };
}

/** Another order was put in this one's place, under a new number. */
export function replace(state: OrderState, { decision, order }: InputOf<'replaced'>, now: number): OrderState {
  if (!isNumberUsedUp(state)) return state;
  const replacedBy = refOf(order);
  const decisions = [...state.decisions, decision];
  return emitEndEvent({ ...state, stage: { status: 'abandoned' }, replacedBy, decisions }, now);
}

/** ECPay holds an order under this number that has failed, or another's tickets: it takes no other under the same. */
export function isNumberUsedUp(state: OrderState): boolean {
  return needsAttentionFor(state, 'issuanceFailed') || isNumberTaken(state);
}

/** ECPay holds another's tickets under this number: the order can only be issued under a new one. */
export function isNumberTaken(state: OrderState): boolean {
  return needsAttentionFor(state, 'numberTaken');
}

export function abandon(state: OrderState, { decision }: InputOf<'abandoned'>, now: number): OrderState {
  if (state.stage.status !== 'needsAttention' || 'record' in state.stage) return state;
  return endByPerson(state, 'abandoned', decision, now);
}

/** While nothing was sent to ECPay, or ECPay has said a clear no: there are no tickets, and there will be none. */
export function cancel(state: OrderState, { decision }: InputOf<'cancelledByOperator'>, now: number): OrderState {
  const { stage } = state;
  const unissued: readonly Attention['reason'][] = [
    'issueRefused',
    'invalidOrder',
    'amountMismatch',
    'paymentMethod',
    'paymentNotFound',
  ];
  const isBeforeIssue =
    stage.status === 'awaitingPayment' ||
    (stage.status === 'needsAttention' && unissued.includes(stage.attention.reason));
  if (!isBeforeIssue) return state;
  return endByPerson(state, 'cancelled', decision, now);
}

/** Nobody has decided yet: the merchant hears of it again. A reminder that is still pending is not followed by another. */
export function remind(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'needsAttention') return state;
  const attention = { ...stage.attention, reminders: stage.attention.reminders + 1 };
  const reminded = { ...state, stage: { ...stage, attention } };
  const isPending = state.eventsStuck !== undefined && state.pendingEvents.at(-1)?.type === 'needsAttention';
  return isPending ? reminded : emit(reminded, now, { type: 'needsAttention', data: { attention } });
}

function endByPerson(
  state: OrderState,
  status: 'abandoned' | 'cancelled',
  decision: Decision,
  now: number,
): OrderState {
  return emitEndEvent({ ...state, stage: { status }, decisions: [...state.decisions, decision] }, now);
}
