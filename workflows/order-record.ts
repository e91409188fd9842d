/** What ECPay's record of an order changes in it, and what the merchant is told of that. Pure. */
import type { OrderBook } from '../ecticket/book.js';
import { bookChanges, countTickets, isSpent } from './book-changes.js';
import { canBeOwn } from './found-tickets.js';
import type { News } from './merchant-events.js';
import type { InputOf } from './order-input.js';
import { askPerson, isOutboxFull, tell } from './order-news.js';
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
  return tellChanges(tellResolved(next, stage, changes, now), known, now);
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

/** The order goes on by itself: where no event about its tickets says so, one about the attention does. */
export function tellResolved(state: OrderState, before: Stage, changes: readonly News[], now: number): OrderState {
  if (before.status !== 'needsAttention' || changes.length > 0) return state;
  return tell(state, now, { type: 'attentionResolved', data: { reason: before.attention.reason } });
}

/**
 * The events that the record holds over `before`. Where too many are pending, they wait and are told together: a merchant
 * who takes nothing must not make an order that Temporal cannot carry.
 */
function tellChanges(state: OrderState, before: OrderBook | undefined, now: number): OrderState {
  if (!('book' in state.stage)) return state;
  const { told, ...rest } = state;
  const { book } = state.stage;
  const base = told ?? before;
  if (base !== undefined && isOutboxFull(state)) return { ...rest, told: base };
  const changes = bookChanges(base, book);
  const isEnd = isSpent(book) && (changes.length > 0 || base === undefined || !isSpent(base));
  const end: News[] = isEnd ? [{ type: 'settled', data: { counts: countTickets(book.tickets) } }] : [];
  return tell(rest, now, ...changes, ...end);
}

export function tellWhatWaited(state: OrderState, now: number): OrderState {
  return state.told === undefined ? state : tellChanges(state, undefined, now);
}

function quieter(state: OrderState): OrderState {
  return { ...state, quietQueries: state.quietQueries + 1 };
}
