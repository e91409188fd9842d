/** Transitions by ECPay's record of an order, and the events for its changes. Pure. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { TicketUse } from '../messages/ticket-actions.js';
import { recordChanges, isSpent } from './record-changes.js';
import { recordProblem } from './record-problem.js';
import { mayBelongToOrder } from './ticket-ownership.js';
import type { InputOf } from './inputs.js';
import { requestAttention, hasTooManyPendingEvents, emit, emitEndEvent, emitAttentionResolved } from './events.js';
import { needsAttentionFor, awaitsTickets, hasEnded, isAdopting } from './stage.js';
import type { OrderState, Stage } from './order-state.js';
import { reconcileRefunds } from './refunds.js';

/**
 * Adopts ECPay's record as the truth and emits its changes. A ticket may return to an earlier state, which reopens an
 * order that had ended.
 */
export function reconcileRecord(state: OrderState, { record, asOf }: InputOf<'reconciled'>, now: number): OrderState {
  const { stage } = state;
  const known = 'record' in stage ? stage.record : undefined;
  if (known === undefined && stage.status !== 'awaitingIssuance' && stage.status !== 'needsAttention') return state;
  if (known === undefined && mayHoldOthersTickets(state) && !mayBelongToOrder(state, record))
    return refuseTickets(state, record, now);
  if (recordProblem(state, record) !== undefined) return known === undefined ? state : failReconciliation(state, asOf);
  const { failingSince: _failingSince, numberTaken: _numberTaken, ...rest } = state;
  const reconciled: OrderState = { ...rest, reconciledAt: asOf };
  const changes = recordChanges(known, record);
  if (hasEnded(state) && changes.length === 0) return reconciled;
  const counted: OrderState =
    changes.length > 0 ? { ...reconciled, lastChangeAt: now, unchangedReconciliations: 0 } : countUnchanged(reconciled);
  const status = isSpent(record) ? 'settled' : 'active';
  const uses = removeCancelledUses(state.uses, known, record);
  const next = reconcileRefunds({ ...counted, uses, stage: { status, record } as const }, known);
  return emitReconciled(next, stage, now);
}

/**
 * Keeps the known record, because ECPay's record could not be read, or cannot be the order's. It is requested again.
 *
 * @param since when the record was requested (milliseconds since the epoch)
 */
export function failReconciliation(state: OrderState, since: number): OrderState {
  return { ...state, needsReconciliation: true, failingSince: state.failingSince ?? since };
}

/**
 * Whether tickets under the order's number may belong to another order: ECPay has not confirmed that it took this one.
 */
export function mayHoldOthersTickets(state: OrderState): boolean {
  return state.numberWasKnown || (!awaitsTickets(state) && !isAdopting(state));
}

function refuseTickets(state: OrderState, { tickets, issuedAt }: ProviderOrder, now: number): OrderState {
  if (needsAttentionFor(state, 'numberTaken')) return state;
  const message = `${tickets.length} tickets${issuedAt === undefined ? '' : `, issued on ${issuedAt}`}`;
  return requestAttention({ ...state, numberTaken: true }, 'numberTaken', now, { message });
}

/**
 * Emits what the record changes since `before`. While too many events are pending, the changes and the end event wait:
 * the state of an order whose merchant takes no events must not outgrow what Temporal carries.
 */
function emitReconciled(state: OrderState, before: Stage, now: number): OrderState {
  if (!('record' in state.stage)) return state;
  const known = 'record' in before ? before.record : undefined;
  if (known !== undefined && hasTooManyPendingEvents(state))
    return emitAttentionResolved({ ...state, emittedRecord: state.emittedRecord ?? known }, before, now);
  const changes = recordChanges(known, state.stage.record);
  const resolved = changes.length === 0 ? emitAttentionResolved(state, before, now) : state;
  return emitEndEvent(emit(resolved, now, ...changes), now);
}

/** Emits the postponed changes, then the end event if the order has ended meanwhile. */
export function emitPostponedChanges(state: OrderState, now: number): OrderState {
  const { emittedRecord, ...rest } = state;
  if (emittedRecord === undefined || !('record' in state.stage) || hasTooManyPendingEvents(state)) return state;
  return emitEndEvent(emit(rest, now, ...recordChanges(emittedRecord, state.stage.record)), now);
}

/** Ends an active order with unused tickets. If changes are postponed, the end event follows them later. */
export function release(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'active') return state;
  const released: OrderState = { ...state, stage: { status: 'released', record: state.stage.record } };
  return state.emittedRecord === undefined ? emitEndEvent(released, now) : released;
}

function countUnchanged(state: OrderState): OrderState {
  return { ...state, unchangedReconciliations: state.unchangedReconciliations + 1 };
}

/** Removes the uses of tickets whose redemption ECPay's record `now` no longer shows, or shows on another day. */
function removeCancelledUses(
  uses: Readonly<Record<string, TicketUse>>,
  before: ProviderOrder | undefined,
  now: ProviderOrder,
): Readonly<Record<string, TicketUse>> {
  const ticketsNow = new Map(now.tickets.map((ticket) => [ticket.ticketNo, ticket]));
  const cancelled = (before?.tickets ?? []).filter(({ ticketNo, state, redeemedOn }) => {
    const ticket = ticketsNow.get(ticketNo);
    return state === 'redeemed' && (ticket?.state !== state || ticket.redeemedOn !== redeemedOn);
  });
  const gone = new Set(cancelled.map(({ ticketNo }) => ticketNo));
  return gone.size === 0 ? uses : Object.fromEntries(Object.entries(uses).filter(([ticketNo]) => !gone.has(ticketNo)));
}
