/** How an order's state begins: placed, or taken up. */
import type { OrderRef } from '../../ecticket/order.js';
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { AdoptedOrderInput, OrderSnapshot, PlacedOrderInput } from '../messages/workflow.js';
import { refOf } from '../messages/names.js';
import { apply } from './transitions.js';
import type { OrderState, Stage } from './order-state.js';

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
 * elsewhere. ECPay is asked at once what is true, unless money came for an order that had ended without it.
 */
export function adopted({ adopt, known, latePayment }: AdoptedOrderInput, now: number): OrderState {
  const state = { ...blank(adopt, now), needsReconciliation: true, ...(known !== undefined && remembered(known, now)) };
  if (latePayment === undefined) return state;
  const unissued = known?.status === 'cancelled' || known?.status === 'abandoned' ? known.status : undefined;
  const ended: OrderState =
    unissued === undefined ? state : { ...state, needsReconciliation: false, stage: { status: unissued } };
  return apply(ended, { type: 'paymentConfirmed', payment: latePayment }, now);
}

function remembered(known: OrderSnapshot, now: number): Partial<OrderState> {
  const { order, status, payment, amounts, answered, uses, callbacks, decisions, events } = known;
  const { replaces, replacedBy, numberTaken } = known;
  const { due, amount } = payment;
  const record = recordIn(known);
  return {
    ...(order !== undefined && { order }),
    terms: due === 'nothing' ? { due } : { due, ...(amount !== undefined && { amount }) },
    ...(payment.paid !== undefined && { paid: payment.paid }),
    ...(payment.notFound === true && { paymentNotFound: true }),
    ...(record !== undefined && { stage: { status: status === 'settled' ? status : 'released', record } }),
    ...(status === 'cancelled' && { stage: unknown(now, status) }),
    refunds: {
      confirmed: amounts.refundConfirmed,
      ...(amounts.refundGivenUpAt !== undefined && { givenUpAt: amounts.refundGivenUpAt }),
    },
    ...(replaces !== undefined && { replaces }),
    ...(replacedBy !== undefined && { replacedBy }),
    ...(numberTaken === true && { numberTaken }),
    extraPayments: payment.extra,
    uses,
    answered,
    callbacks,
    decisions,
    lastSequence: events.last,
  };
}

/** Whether ECPay knows of it is asked first. */
function unknown(now: number, otherwise: 'abandoned' | 'cancelled'): Stage {
  return { status: 'awaitingIssuance', issueAcceptedAt: now, late: false, adopting: otherwise };
}

/**
 * An order of which nothing is known but its number. Its events are numberEvents from the seconds of its adoption, so that they
 * follow those of an earlier life that nobody remembers: an event's id must never come twice.
 */
function blank(ref: OrderRef, now: number): OrderState {
  return {
    ref,
    terms: { due: 'nothing' },
    stage: unknown(now, 'abandoned'),
    sent: 'nothing',
    numberWasKnown: false,
    extraPayments: [],
    callbacks: { received: 0 },
    refunds: { confirmed: 0 },
    uses: {},
    answered: [],
    needsReconciliation: false,
    lastChangeAt: now,
    unchangedReconciliations: 0,
    lastSequence: Math.floor(now / 1000),
    decisions: [],
    pendingEvents: [],
  };
}

/** ECPay's record as a snapshot holds it; undefined where the order was never issued. */
function recordIn(snapshot: OrderSnapshot): ProviderOrder | undefined {
  const { ticketTradeNo, issueType, issuedAt, escrowEndsOn, tickets, amounts } = snapshot;
  if (ticketTradeNo === undefined) return undefined;
  return {
    ticketTradeNo,
    ...(issueType !== undefined && { issueType }),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(escrowEndsOn !== undefined && { escrowEndsOn }),
    tradeAmount: amounts.trade,
    redeemedAmount: amounts.redeemed,
    refundedAmount: amounts.refunded,
    refundFee: amounts.refundFee,
    tickets,
  };
}
