/** What ECPay's record of an order changes in it, and what the merchant is told of that. Pure. */
import type { OrderBook } from '../ecticket/book.js';
import { bookChanges, isSpent } from './book-changes.js';
import { canBeOwn } from './found-tickets.js';
import type { InputOf } from './order-input.js';
import { askPerson, isOutboxFull, tell, tellEnd, tellResolved } from './order-news.js';
import { asksBecauseOf, awaitsTickets, hasEnded, isAdopting } from './order-stage.js';
import type { OrderState, Stage } from './order-state.js';
import { forgetWithdrawn } from './refunded-money.js';
import { withoutCancelled } from './ticket-uses.js';

/**
 * ECPay's record is what is true; what differs from the last one is what the merchant is told. Tickets may go back, also of an
 * order that had ended.
 */
export function readBook(state: OrderState, { book, asOf }: InputOf<'bookRead'>, now: number): OrderState {
  const { stage } = state;
  const known = 'book' in stage ? stage.book : undefined;
  if (known === undefined && stage.status !== 'awaitingIssuance' && stage.status !== 'needsAttention') return state;
  if (known === undefined && isDoubtful(state) && !canBeOwn(state, book)) return refuseTickets(state, book, now);
  // Tickets do not vanish: a record that holds fewer than before was not read whole, and is read again later.
  if (known !== undefined && book.tickets.length < known.tickets.length) return quieter(state);
  const { failingSince: _over, numberTaken: _claimed, ...whole } = state;
  const reconciled: OrderState = { ...whole, reconciledAt: asOf };
  const changes = bookChanges(known, book);
  if (hasEnded(state) && changes.length === 0) return reconciled;
  const read: OrderState =
    changes.length > 0 ? { ...reconciled, lastNewsAt: now, quietQueries: 0 } : quieter(reconciled);
  const status = isSpent(book) ? 'settled' : 'active';
  const uses = withoutCancelled(state.uses, known, book);
  const next = forgetWithdrawn({ ...read, uses, stage: { status, book } as const }, known);
  return tellRecord(next, stage, now);
}

/** Whether tickets under the order's number may be another's: ECPay has not said that it took this very order. */
function isDoubtful(state: OrderState): boolean {
  return state.numberWasKnown || (!awaitsTickets(state) && !isAdopting(state));
}

function refuseTickets(state: OrderState, { tickets, issuedAt }: OrderBook, now: number): OrderState {
  if (asksBecauseOf(state, 'numberTaken')) return state;
  const words = `${tickets.length} tickets${issuedAt === undefined ? '' : `, issued on ${issuedAt}`}`;
  return askPerson({ ...state, numberTaken: true }, 'numberTaken', now, { words });
}

/**
 * Emits what the record changes since `before`. While too many events are pending, the changes and the end event wait:
 * the state of an order whose merchant takes no events must not outgrow what Temporal carries.
 */
function tellRecord(state: OrderState, before: Stage, now: number): OrderState {
  if (!('book' in state.stage)) return state;
  const known = 'book' in before ? before.book : undefined;
  if (known !== undefined && isOutboxFull(state))
    return tellResolved({ ...state, told: state.told ?? known }, before, now);
  const changes = bookChanges(known, state.stage.book);
  const resolved = changes.length === 0 ? tellResolved(state, before, now) : state;
  return tellEnd(tell(resolved, now, ...changes), now);
}

/** Emits the changes that waited, and then the end event, also of an end that was reached meanwhile. */
export function tellWhatWaited(state: OrderState, now: number): OrderState {
  const { told, ...rest } = state;
  if (told === undefined || !('book' in state.stage) || isOutboxFull(state)) return state;
  return tellEnd(tell(rest, now, ...bookChanges(told, state.stage.book)), now);
}

/** Escrow is over, and no news has come for long. Changes of the record that wait are emitted before the end event. */
export function release(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'active') return state;
  const released: OrderState = { ...state, stage: { status: 'released', book: state.stage.book } };
  return state.told === undefined ? tellEnd(released, now) : released;
}

function quieter(state: OrderState): OrderState {
  return { ...state, quietQueries: state.quietQueries + 1 };
}
