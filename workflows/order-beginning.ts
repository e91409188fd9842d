/** How an order's state begins: placed, or taken up. */
import type { OrderRef } from '../ecticket/order.js';
import type { AdoptedOrderInput, OrderSnapshot, PlacedOrderInput } from './messages.js';
import { refOf } from './names.js';
import { bookIn } from './order-snapshot.js';
import { apply, type OrderState } from './order-state.js';

/** The state of an order that has just been placed, at `now` in ms. */
export function placed({ order, payment: terms, replaces }: PlacedOrderInput, now: number): OrderState {
  const state: OrderState = {
    ...blank(refOf(order), now),
    lastSequence: 0,
    order,
    terms,
    ...(replaces !== undefined && { replaces }),
    ...(terms.due === 'nothing' && { customerWaitsSince: now }),
    stage: { status: terms.due === 'nothing' ? 'issuing' : 'awaitingPayment' },
  };
  const payment = terms.due === 'beforeIssue' ? terms.paid : undefined;
  return payment === undefined ? state : apply(state, { type: 'paymentConfirmed', payment }, now);
}

/**
 * The state of an order that is taken up at `now` (ms): one that has ended, as it was `known` then, or one that was issued
 * elsewhere. ECPay is asked at once what is true, unless the order is known to have ended unissued; such a one is taken up
 * because money came for it.
 */
export function adopted({ adopt, known, latePayment }: AdoptedOrderInput, now: number): OrderState {
  const state = { ...blank(adopt, now), nudged: true, ...(known !== undefined && remembered(known)) };
  return latePayment === undefined ? state : apply(state, { type: 'paymentConfirmed', payment: latePayment }, now);
}

function remembered(known: OrderSnapshot): Partial<OrderState> {
  const { order, status, payment, amounts, callbacks, decisions, events } = known;
  const book = bookIn(known);
  return {
    ...(order !== undefined && { order }),
    ...(payment.paid !== undefined && { paid: payment.paid }),
    ...(book !== undefined && { stage: { status: status === 'settled' ? status : 'released', book } }),
    ...(status === 'cancelled' && { stage: { status } }),
    refunds: { confirmed: amounts.refundConfirmed },
    extraPayments: payment.extra,
    callbacks,
    decisions,
    lastSequence: events.last,
  };
}

/**
 * An order of which nothing is known but its number. Its events are numbered from the seconds of its adoption, so that they
 * follow those of an earlier life that nobody remembers: an event's id must never come twice.
 */
function blank(ref: OrderRef, now: number): OrderState {
  return {
    ref,
    terms: { due: 'nothing' },
    stage: { status: 'awaitingIssuance', issueAcceptedAt: now, late: false, adopting: true },
    numberWasKnown: false,
    extraPayments: [],
    callbacks: { received: 0 },
    refunds: { confirmed: 0 },
    uses: {},
    nudged: false,
    lastNewsAt: now,
    quietQueries: 0,
    lastSequence: Math.floor(now / 1000),
    decisions: [],
    outbox: [],
  };
}
