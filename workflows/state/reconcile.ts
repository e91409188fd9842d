/** What ECPay's record of an order changes in it, and what the merchant is told of that. Pure. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import { recordChanges, isSpent } from './record-changes.js';
import { mayBelongToOrder } from './ticket-ownership.js';
import type { InputOf } from './inputs.js';
import { requestAttention, hasTooManyPendingEvents, emit, emitEndEvent, emitAttentionResolved } from './events.js';
import { needsAttentionFor, awaitsTickets, hasEnded, isAdopting } from './stage.js';
import type { OrderState, Stage } from './order-state.js';
import { reconcileRefunds } from './refunds.js';
import { removeCancelledUses } from './ticket-uses.js';

/**
 * ECPay's record is what is true; what differs from the last one is what the merchant is told. Tickets may go back, also of an
 * order that had ended.
 */
export function reconcileRecord(state: OrderState, { record, asOf }: InputOf<'reconciled'>, now: number): OrderState {
  const { stage } = state;
  const known = 'record' in stage ? stage.record : undefined;
  if (known === undefined && stage.status !== 'awaitingIssuance' && stage.status !== 'needsAttention') return state;
  if (known === undefined && isDoubtful(state) && !mayBelongToOrder(state, record))
    return refuseTickets(state, record, now);
  // Tickets do not vanish: a record that holds fewer than before was not read whole, and is read again later.
  if (known !== undefined && record.tickets.length < known.tickets.length) return quieter(state);
  const { failingSince: _over, numberTaken: _claimed, ...whole } = state;
  const reconciled: OrderState = { ...whole, reconciledAt: asOf };
  const changes = recordChanges(known, record);
  if (hasEnded(state) && changes.length === 0) return reconciled;
  const read: OrderState =
    changes.length > 0 ? { ...reconciled, lastChangeAt: now, unchangedReconciliations: 0 } : quieter(reconciled);
  const status = isSpent(record) ? 'settled' : 'active';
  const uses = removeCancelledUses(state.uses, known, record);
  const next = reconcileRefunds({ ...read, uses, stage: { status, record } as const }, known);
  return emitReconciled(next, stage, now);
}

/** Whether tickets under the order's number may be another's: ECPay has not said that it took this very order. */
function isDoubtful(state: OrderState): boolean {
  return state.numberWasKnown || (!awaitsTickets(state) && !isAdopting(state));
}

function refuseTickets(state: OrderState, { tickets, issuedAt }: ProviderOrder, now: number): OrderState {
  if (needsAttentionFor(state, 'numberTaken')) return state;
  const words = `${tickets.length} tickets${issuedAt === undefined ? '' : `, issued on ${issuedAt}`}`;
  return requestAttention({ ...state, numberTaken: true }, 'numberTaken', now, { words });
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

/** Emits the changes that waited, and then the end event, also of an end that was reached meanwhile. */
export function emitPostponedChanges(state: OrderState, now: number): OrderState {
  const { emittedRecord, ...rest } = state;
  if (emittedRecord === undefined || !('record' in state.stage) || hasTooManyPendingEvents(state)) return state;
  return emitEndEvent(emit(rest, now, ...recordChanges(emittedRecord, state.stage.record)), now);
}

/** Escrow is over, and no news has come for long. Changes of the record that wait are emitted before the end event. */
export function release(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'active') return state;
  const released: OrderState = { ...state, stage: { status: 'released', record: state.stage.record } };
  return state.emittedRecord === undefined ? emitEndEvent(released, now) : released;
}

function quieter(state: OrderState): OrderState {
  return { ...state, unchangedReconciliations: state.unchangedReconciliations + 1 };
}
