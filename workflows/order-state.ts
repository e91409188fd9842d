/** An order's state and every way in which it changes: pure, and tested without Temporal. */
import type { OrderBook } from '../ecticket/book.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { remembering } from './answered-updates.js';
import { bookChanges, countTickets, isSpent } from './book-changes.js';
import type { Decision } from './decision-messages.js';
import type { MerchantEvent, News } from './merchant-events.js';
import type { AnsweredUpdate, TicketUse } from './counter-messages.js';
import type { Attention, Callback, Payment, PaymentTerms } from './messages.js';
import type { InputOf, OrderInput } from './order-input.js';
import { abandon, cancel, remind, replace, resubmit } from './order-decisions.js';
import { askPerson, tell } from './order-news.js';
import { confirmPayment, hearPaymentCheck, settleMeanwhile } from './order-payment.js';
import { awaitsTickets, hasEnded, isAdopting } from './order-stage.js';
import { canBeOwn } from './found-tickets.js';
import { forgetWithdrawn, giveUpOnBank, hearBank, type RefundedMoney } from './refunded-money.js';
import { withoutCancelled } from './ticket-uses.js';

/** Where the order stands, with what must be known there. Times in milliseconds since the epoch. */
export type Stage =
  | { readonly status: 'awaitingPayment' | 'issuing' | 'cancelled' | 'abandoned' }
  | {
      readonly status: 'awaitingIssuance';
      readonly issueAcceptedAt: number;
      readonly late: boolean;
      /** Whether ECPay knows the order at all is not known yet; where it does not, this is what the order stays. */
      readonly adopting?: 'abandoned' | 'cancelled';
      /** Money came for it while that was asked. */
      readonly paidMeanwhile?: true;
    }
  | { readonly status: 'active' | 'settled' | 'released'; readonly book: OrderBook }
  | { readonly status: 'needsAttention'; readonly attention: Attention; readonly issueAcceptedAt?: number };

/** The whole of an order; plain data, so that continue-as-new carries it. */
export interface OrderState {
  readonly ref: OrderRef;
  /** What was placed; unknown of an order that was issued elsewhere. */
  readonly order?: TicketOrder;
  readonly terms: PaymentTerms;
  readonly stage: Stage;
  readonly paid?: Payment;
  /** When it was paid, or placed where there was nothing to pay (ms). */
  readonly customerWaitsSince?: number;
  /** A second look at the payment was taken, or a person has decided without. */
  readonly paymentChecked?: true;
  /** What `paid` says was claimed, and ECPay's payment system does not know of it. */
  readonly paymentNotFound?: true;
  /** ECPay had an order under this number before it said that it took this one: its tickets may be another's. */
  readonly numberWasKnown: boolean;
  /** They are another's. */
  readonly numberTaken?: true;
  /** Money that came beside it, and that the order has no use for. */
  readonly extraPayments: readonly Payment[];
  readonly callbacks: { readonly received: number; readonly last?: Callback };
  readonly refunds: RefundedMoney;
  /** When and where the order's own counter redeemed a ticket, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
  /** What the counter was answered last, oldest first. */
  readonly answered: readonly AnsweredUpdate[];
  /** Something was heard of the order since ECPay was last asked about it. */
  readonly nudged: boolean;
  /** When the order last had news (ms), and how often ECPay was asked since without any. */
  readonly lastNewsAt: number;
  readonly quietQueries: number;
  readonly lastSequence: number;
  readonly replaces?: OrderRef;
  readonly replacedBy?: OrderRef;
  /** What people have decided about it, oldest first. */
  readonly decisions: readonly Decision[];
  /** Events that the merchant has not acknowledged yet, oldest first. */
  readonly outbox: readonly MerchantEvent[];
  /** Since when (ISO 8601) the merchant is known to take none of them, and what it said last. */
  readonly eventsStuck?: { readonly since: string; readonly words: string };
}

/** The state after `input` at `now` (ms). An input that means nothing where the order stands changes nothing. */
export function apply(state: OrderState, input: OrderInput, now: number): OrderState {
  switch (input.type) {
    case 'paymentConfirmed':
      return confirmPayment(state, input, now);
    case 'paymentChecked':
      return hearPaymentCheck(state, input, now);
    case 'paymentDeadlinePassed':
      return cancelUnpaid(state, now);
    case 'issueAccepted':
      return acceptIssue(state, input, now);
    case 'issueRefused':
      return state.stage.status === 'issuing' ? askPerson(state, 'issueRefused', now, input) : state;
    case 'issuanceLate':
      return becomeLate(state, now);
    case 'issuanceOverdue':
      return state.stage.status === 'awaitingIssuance' ? askPerson(state, 'issuanceOverdue', now, input) : state;
    case 'issuanceFailed':
      return hearFailure(state, input, now);
    case 'callbackReceived':
      return hear(state, input, now);
    case 'asking':
      return { ...state, nudged: false };
    case 'unknownToECPay':
      return forget(state, now);
    case 'bookRead':
      return readBook(state, input, now);
    case 'askedInVain':
      return askedInVain(state);
    case 'refundConfirmed':
      return hearBank(state, input, now);
    case 'refundUnconfirmed':
      return giveUpOnBank(state, now);
    case 'counterRedeemed':
      return { ...state, uses: { ...state.uses, ...Object.fromEntries(input.ticketNos.map((no) => [no, input.use])) } };
    case 'counterAnswered':
      return { ...state, answered: remembering(state.answered, input.answered) };
    case 'bookUncertain':
      return { ...state, nudged: true };
    case 'resubmitted':
      return resubmit(state, input);
    case 'replaced':
      return replace(state, input, now);
    case 'abandoned':
      return abandon(state, input, now);
    case 'cancelledByPerson':
      return cancel(state, input, now);
    case 'reminderDue':
      return remind(state, now);
    case 'releaseDue':
      return release(state, now);
    case 'failedForGood':
      return state.stage.status === 'issuing' || awaitsTickets(state) ? askPerson(state, 'error', now, input) : state;
    case 'eventsDelivered':
      return takeAway(state, input.upTo);
    case 'eventsStuck':
      return { ...state, eventsStuck: { since: new Date(now).toISOString(), words: input.words } };
  }
}

function cancelUnpaid(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'awaitingPayment') return state;
  return tell({ ...state, stage: { status: 'cancelled' } }, now, { type: 'cancelled', data: { reason: 'unpaid' } });
}

function acceptIssue(state: OrderState, { numberWasKnown }: InputOf<'issueAccepted'>, now: number): OrderState {
  if (state.stage.status !== 'issuing') return state;
  const stage: Stage = { status: 'awaitingIssuance', issueAcceptedAt: now, late: false };
  return { ...state, stage, numberWasKnown, lastNewsAt: now };
}

function becomeLate(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' || stage.late) return state;
  const issueAcceptedAt = new Date(stage.issueAcceptedAt).toISOString();
  return tell({ ...state, stage: { ...stage, late: true } }, now, { type: 'late', data: { issueAcceptedAt } });
}

function hear(state: OrderState, { callback }: InputOf<'callbackReceived'>, now: number): OrderState {
  const callbacks = { received: state.callbacks.received + 1, last: callback };
  return { ...state, callbacks, nudged: true, lastNewsAt: now, quietQueries: 0 };
}

/** ECPay's book is what is true; what differs from the last one read is what the merchant is told. Tickets may go back, also of an order that had ended. */
function readBook(state: OrderState, { book }: InputOf<'bookRead'>, now: number): OrderState {
  const { stage } = state;
  const known = 'book' in stage ? stage.book : undefined;
  if (known === undefined && !awaitsTickets(state)) return state;
  if (known === undefined && state.numberWasKnown && !canBeOwn(state, book)) {
    const { tickets, issuedAt } = book;
    const words = `${tickets.length} tickets${issuedAt === undefined ? '' : `, issued on ${issuedAt}`}`;
    return askPerson({ ...state, numberTaken: true }, 'numberTaken', now, { words });
  }
  // Tickets do not vanish: a book that holds fewer than before was not read whole, and is read again later.
  if (known !== undefined && book.tickets.length < known.tickets.length) return askedInVain(state);
  const news = bookChanges(known, book);
  if (hasEnded(state) && news.length === 0) return state;
  const read: OrderState = news.length > 0 ? { ...state, lastNewsAt: now, quietQueries: 0 } : askedInVain(state);
  const status = isSpent(book) ? 'settled' : 'active';
  const end: News[] = isSpent(book) ? [{ type: 'settled', data: { counts: countTickets(book.tickets) } }] : [];
  const uses = withoutCancelled(state.uses, known, book);
  const { numberTaken: _claimed, ...whole } = { ...read, uses, stage: { status, book } as const };
  return tell(forgetWithdrawn(whole, known), now, ...news, ...end);
}

function askedInVain(state: OrderState): OrderState {
  return { ...state, quietQueries: state.quietQueries + 1 };
}

function takeAway({ eventsStuck: _over, ...state }: OrderState, upTo: number): OrderState {
  return { ...state, outbox: state.outbox.filter(({ sequence }) => sequence > upTo) };
}

function hearFailure(state: OrderState, input: InputOf<'issuanceFailed'>, now: number): OrderState {
  if (!awaitsTickets(state)) return state;
  return isAdopting(state) ? forget(state, now) : askPerson(state, 'issuanceFailed', now, input);
}

/** Taken up for nothing: ECPay has no tickets of it, so there is nothing to wait for, and nothing to tell but money. */
function forget(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' || stage.adopting === undefined) return state;
  const forgotten: OrderState = { ...state, nudged: false, stage: { status: stage.adopting } };
  return stage.paidMeanwhile === true ? settleMeanwhile(forgotten, stage.adopting, now) : forgotten;
}

function release(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'active') return state;
  const { book } = state.stage;
  const counts = countTickets(book.tickets);
  return tell({ ...state, stage: { status: 'released', book } }, now, { type: 'released', data: { counts } });
}
