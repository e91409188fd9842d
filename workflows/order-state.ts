/** An order's state and every way in which it changes: pure, and tested without Temporal. */
import type { OrderBook } from '../ecticket/book.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { remembering } from './answered-updates.js';
import type { Decision } from './decision-messages.js';
import type { MerchantEvent } from './merchant-events.js';
import type { AnsweredUpdate, TicketUse } from './counter-messages.js';
import type { Attention, Callback, Payment, PaymentTerms } from './messages.js';
import type { InputOf, OrderInput } from './order-input.js';
import { abandon, cancel, remind, replace, resubmit } from './order-decisions.js';
import { askPerson, tell, tellEnd, tellResolved } from './order-news.js';
import { readBook, release, tellWhatWaited } from './order-record.js';
import { confirmPayment, hearPaymentCheck, settleMeanwhile } from './order-payment.js';
import { adoptionOf, awaitsTickets, isAdopting, sendsIssue } from './order-stage.js';
import { giveUpOnBank, hearBank, type RefundedMoney } from './refunded-money.js';

/** Where the order stands, with what must be known there. Times in milliseconds since the epoch. */
export type Stage =
  | { readonly status: 'awaitingPayment' | 'issuing' | 'cancelled' | 'abandoned' }
  | (Accepted & { readonly status: 'awaitingIssuance'; readonly issueAcceptedAt: number; readonly late: boolean })
  | { readonly status: 'active' | 'settled' | 'released'; readonly book: OrderBook }
  | (Partial<Accepted> & {
      readonly status: 'needsAttention';
      readonly attention: Attention;
      readonly sendsIssue?: true;
    })
  | { readonly status: 'needsAttention'; readonly attention: Attention; readonly book: OrderBook };

/** ECPay has the order, as far as is known. */
interface Accepted {
  readonly issueAcceptedAt: number;
  /** Whether ECPay knows the order at all is not known yet; where it does not, this is what the order stays. */
  readonly adopting?: 'abandoned' | 'cancelled';
  /** Money came for it while that was asked. */
  readonly paidMeanwhile?: true;
}

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
  /** What may have reached ECPay: the order, unanswered, or one that an operator has looked at and sends again. */
  readonly sent: 'nothing' | 'unanswered' | 'resubmitted';
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
  /** What updates were answered within the last day, oldest first. */
  readonly answered: readonly AnsweredUpdate[];
  /** Something was heard of the order since ECPay was last asked about it. */
  readonly nudged: boolean;
  /** When the order last had news (ms), and how often ECPay was asked since without any. */
  readonly lastNewsAt: number;
  readonly quietQueries: number;
  /** When ECPay was asked for the record that is known (ms); a status that ends the order needs one that is new enough. */
  readonly reconciledAt?: number;
  /** Since when (ms) ECPay's record cannot be read. */
  readonly failingSince?: number;
  readonly lastSequence: number;
  readonly replaces?: OrderRef;
  readonly replacedBy?: OrderRef;
  /** What people have decided about it, oldest first. */
  readonly decisions: readonly Decision[];
  /** Events that the merchant has not acknowledged yet, oldest first. */
  readonly outbox: readonly MerchantEvent[];
  /** The record that the events have told of, where so many are pending that a newer one waits to be told. */
  readonly told?: OrderBook;
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
    case 'issueAttempted':
      return state.sent === 'unanswered' ? state : { ...state, sent: 'unanswered' };
    case 'issueAccepted':
      return acceptIssue(state, input, now);
    case 'issueRefused':
      return sendsIssue(state) ? askPerson(state, 'issueRefused', now, input) : state;
    case 'orderInvalid':
      return sendsIssue(state) ? askPerson(state, 'invalidOrder', now, input) : state;
    case 'issueDelayed':
      return state.stage.status === 'issuing' ? askPerson(state, 'issueDelayed', now, input) : state;
    case 'issuanceLate':
      return becomeLate(state, now);
    case 'issuanceOverdue':
      return state.stage.status === 'awaitingIssuance' ? askPerson(state, 'issuanceOverdue', now, input) : state;
    case 'issuanceFailed':
      return hearFailure(state, input, now);
    case 'callbackReceived':
      return hear(state, input, now);
    case 'asking':
      return state.nudged ? { ...state, nudged: false } : state;
    case 'unknownToECPay':
      return forget(state, now);
    case 'bookRead':
      return readBook(state, input, now);
    case 'readingFailed':
      return { ...state, nudged: true, failingSince: state.failingSince ?? input.since };
    case 'recordUnreadable':
      return becomeUnreadable(state, input, now);
    case 'refundConfirmed':
      return hearBank(state, input, now);
    case 'refundUnconfirmed':
      return giveUpOnBank(state, now);
    case 'counterRedeemed':
      return { ...state, uses: { ...state.uses, ...Object.fromEntries(input.ticketNos.map((no) => [no, input.use])) } };
    case 'updateAnswered':
      return { ...state, answered: remembering(state.answered, input.answered, now) };
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
    case 'callFailed':
      return failCall(state, input, now);
    case 'eventsDelivered':
      return tellWhatWaited(takeAway(state, input.upTo), now);
    case 'eventsStuck':
      return { ...state, eventsStuck: { since: new Date(now).toISOString(), words: input.words } };
  }
}

function cancelUnpaid(state: OrderState, now: number): OrderState {
  if (state.stage.status !== 'awaitingPayment') return state;
  return tellEnd({ ...state, stage: { status: 'cancelled' } }, now);
}

function acceptIssue(state: OrderState, { numberWasKnown }: InputOf<'issueAccepted'>, now: number): OrderState {
  if (!sendsIssue(state)) return state;
  const stage: Stage = { status: 'awaitingIssuance', issueAcceptedAt: now, late: false };
  return tellResolved({ ...state, stage, numberWasKnown, lastNewsAt: now }, state.stage, now);
}

function becomeLate(state: OrderState, now: number): OrderState {
  const { stage } = state;
  if (stage.status !== 'awaitingIssuance' || stage.late || isAdopting(state)) return state;
  const issueAcceptedAt = new Date(stage.issueAcceptedAt).toISOString();
  return tell({ ...state, stage: { ...stage, late: true } }, now, { type: 'late', data: { issueAcceptedAt } });
}

function hear(state: OrderState, { callback }: InputOf<'callbackReceived'>, now: number): OrderState {
  const callbacks = { received: state.callbacks.received + 1, last: callback };
  return { ...state, callbacks, nudged: true, lastNewsAt: now, quietQueries: 0 };
}

function takeAway({ eventsStuck: _over, ...state }: OrderState, upTo: number): OrderState {
  return { ...state, outbox: state.outbox.filter(({ sequence }) => sequence > upTo) };
}

function hearFailure(state: OrderState, input: InputOf<'issuanceFailed'>, now: number): OrderState {
  if (isAdopting(state)) return forget(state, now);
  return awaitsTickets(state) ? askPerson(state, 'issuanceFailed', now, input) : state;
}

/** ECPay's record could not be read for too long. It is read on, and no status that ends the order follows meanwhile. */
function becomeUnreadable(state: OrderState, input: InputOf<'recordUnreadable'>, now: number): OrderState {
  const isPoll = state.stage.status === 'awaitingIssuance';
  return isPoll || 'book' in state.stage ? askPerson(state, 'recordUnreadable', now, input) : state;
}

/** Temporal does not retry the call. Where an operator can fix what is wrong, it is made again all the same. */
function failCall(state: OrderState, input: InputOf<'callFailed'>, now: number): OrderState {
  const isConcerned = sendsIssue(state) || awaitsTickets(state);
  return isConcerned ? askPerson(state, input.isConfiguration ? 'configuration' : 'error', now, input) : state;
}

/**
 * Ends an order that was adopted in vain: ECPay has no tickets for it. Emits events about money only, unless the order
 * needed attention meanwhile; then `attentionResolved` and the end event follow.
 */
function forget(state: OrderState, now: number): OrderState {
  const status = adoptionOf(state);
  if (status === undefined) return state;
  const { stage } = state;
  const isPaid = 'paidMeanwhile' in stage;
  const { failingSince: _over, ...rest } = state;
  const silent: OrderState = { ...rest, nudged: false, stage: { status } };
  const isHeardOf = stage.status === 'needsAttention';
  const forgotten = isHeardOf ? tellEnd(tellResolved(silent, stage, now), now) : silent;
  return isPaid ? settleMeanwhile(forgotten, status, now) : forgotten;
}
