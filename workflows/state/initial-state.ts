/** The first state of an order: of one that was placed, or of one that is adopted. Pure. */
import type { OrderRef } from '../../ecticket/order.js';
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { AdoptedOrderInput, OrderSnapshot, PlacedOrderInput } from '../messages/workflow.js';
import { withoutBlankFields } from '../messages/blank-fields.js';
import { refOf } from '../messages/names.js';
import { apply } from './transitions.js';
import type { OrderState, Stage } from './order-state.js';

/** The state of an order that is placed at `now` (milliseconds since the epoch). */
export function placed({ order: given, payment: terms, replaces }: PlacedOrderInput, now: number): OrderState {
  const order = withoutBlankFields(given);
  const state: OrderState = {
    ...emptyState(refOf(order), now),
    lastSequence: 0,
    order,
    terms,
    ...(replaces !== undefined && { replaces }),
    ...(terms.due === 'nothing' && { customerWaitsSince: now }),
    stage: { status: terms.due === 'nothing' ? 'issuing' : 'awaitingPayment' },
  };
  if (terms.due === 'nothing' || terms.paid === undefined) return state;
  const checked: OrderState = terms.paidChecked === true ? { ...state, paymentChecked: true } : state;
  return apply(checked, { type: 'paymentConfirmed', payment: terms.paid }, now);
}

/**
 * The state of an order that is adopted at `now` (milliseconds since the epoch): one that has ended and is `known`, or
 * one that was issued elsewhere. The order reconciles with ECPay at once, unless it ended unissued and a late payment
 * arrives.
 */
export function adopted({ adopt, known, latePayment, isExpected }: AdoptedOrderInput, now: number): OrderState {
  const restoredState: OrderState = {
    ...emptyState(adopt, now),
    needsReconciliation: true,
    ...(known !== undefined && restored(known, now)),
  };
  const { stage: restoredStage } = restoredState;
  const state: OrderState =
    isExpected === true && restoredStage.status === 'awaitingIssuance'
      ? { ...restoredState, stage: { ...restoredStage, isExpected } }
      : restoredState;
  if (latePayment === undefined) return state;
  const stage = known && unissuedStage(known);
  const ended: OrderState = stage === undefined ? state : { ...state, needsReconciliation: false, stage };
  return apply(ended, { type: 'paymentConfirmed', payment: latePayment }, now);
}

/** The part of the state that a closed run's snapshot restores. */
function restored(known: OrderSnapshot, now: number): Partial<OrderState> {
  const { order, status, payment, amounts, answered, uses, callbacks, decisions, events } = known;
  const { replaces, replacedBy, numberTaken } = known;
  const { due, amount, doubleCheck } = payment;
  const record = recordIn(known);
  return {
    ...(order !== undefined && { order }),
    terms:
      due === 'nothing'
        ? { due }
        : { due, ...(amount !== undefined && { amount }), ...(doubleCheck === true && { doubleCheck }) },
    ...(payment.paid !== undefined && { paid: payment.paid }),
    ...(payment.notFound === true && { paymentNotFound: true }),
    ...(record !== undefined && { stage: { status: status === 'settled' ? status : 'released', record } }),
    ...(status === 'cancelled' && { stage: adoptingStage(now, status) }),
    refunds: {
      confirmed: amounts.refundConfirmed,
      ...(amounts.refundUnconfirmedAmount !== undefined && { unconfirmedAmount: amounts.refundUnconfirmedAmount }),
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
    ...(events.lastAt !== undefined && { lastEventAt: Date.parse(events.lastAt) }),
  };
}

/** The final stage of an order without tickets. */
function unissuedStage({ status, violations }: OrderSnapshot): Stage | undefined {
  if (status === 'abandoned') return { status };
  return status === 'cancelled' ? { status, ...(violations !== undefined && { violations }) } : undefined;
}

/** The stage in which the order finds out whether ECPay has tickets for it. */
function adoptingStage(now: number, statusIfUnknown: 'abandoned' | 'cancelled'): Stage {
  return { status: 'awaitingIssuance', issueAcceptedAt: now, late: false, statusIfUnknown };
}

/**
 * The state of an order of which only the number is known. Its event sequence starts at the current time in seconds,
 * above the sequences of any earlier run that Temporal no longer retains: an event id must never be used twice.
 */
function emptyState(ref: OrderRef, now: number): OrderState {
  return {
    ref,
    terms: { due: 'nothing' },
    stage: adoptingStage(now, 'abandoned'),
    submission: 'nothing',
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
    lastEventAt: now,
    decisions: [],
    pendingEvents: [],
  };
}

/** ECPay's record as a snapshot holds it. Undefined if the order was never issued. */
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
