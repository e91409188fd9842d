/** The order as people and programs are shown it. */
import type { OrderBook } from '../ecticket/book.js';
import type { IssueType } from '../ecticket/order.js';
import type { OrderSnapshot } from './messages.js';
import { countTickets } from './book-changes.js';
import { isAdopting } from './order-stage.js';
import type { OrderState } from './order-state.js';

/** @param inUse tickets on which an update acts at the moment */
export function snapshotOf(state: OrderState, inUse: Iterable<string> = []): OrderSnapshot {
  const { ref, order, terms, stage, paid, callbacks } = state;
  const book = 'book' in stage ? stage.book : undefined;
  const tickets = book?.tickets ?? [];
  return {
    ...ref,
    ...(order !== undefined && { order }),
    ...issueTypeOf(state),
    status: stage.status,
    payment: {
      due: terms.due,
      ...(terms.due === 'beforeIssue' && terms.amount !== undefined && { amount: terms.amount }),
      ...(paid !== undefined && { paid }),
      ...(state.paymentNotFound === true && { notFound: true }),
      extra: state.extraPayments,
    },
    late: stage.status === 'awaitingIssuance' && stage.late,
    ...(isAdopting(state) && { adopting: true }),
    ...(book !== undefined && { ticketTradeNo: book.ticketTradeNo }),
    ...(book?.issuedAt !== undefined && { issuedAt: book.issuedAt }),
    ...(book?.escrowEndsOn !== undefined && { escrowEndsOn: book.escrowEndsOn }),
    tickets,
    counts: countTickets(tickets),
    amounts: {
      trade: book?.tradeAmount ?? 0,
      redeemed: book?.redeemedAmount ?? 0,
      refunded: book?.refundedAmount ?? 0,
      refundFee: book?.refundFee ?? 0,
      refundConfirmed: state.refunds.confirmed,
      ...(state.refunds.givenUpAt !== undefined && { refundGivenUpAt: state.refunds.givenUpAt }),
    },
    ...(stage.status === 'needsAttention' && { attention: stage.attention }),
    ...(state.numberTaken === true && { numberTaken: true }),
    ...(state.replaces !== undefined && { replaces: state.replaces }),
    ...(state.replacedBy !== undefined && { replacedBy: state.replacedBy }),
    decisions: state.decisions,
    answered: state.answered,
    uses: state.uses,
    inUse: [...inUse],
    callbacks,
    reconciled: {
      ...(state.reconciledAt !== undefined && { at: new Date(state.reconciledAt).toISOString() }),
      ...(state.failingSince !== undefined && { failingSince: new Date(state.failingSince).toISOString() }),
    },
    events: {
      last: state.lastSequence,
      undelivered: state.outbox.length,
      ...(state.eventsStuck !== undefined && { stuck: state.eventsStuck }),
    },
  };
}

/** What was placed says it, or else ECPay does. */
export function issueTypeOf({ order, stage }: OrderState): { issueType?: IssueType } {
  const issueType = order?.issueType ?? ('book' in stage ? stage.book.issueType : undefined);
  return issueType === undefined ? {} : { issueType };
}

/** ECPay's book as a snapshot holds it; undefined where the order was never issued. */
export function bookIn(snapshot: OrderSnapshot): OrderBook | undefined {
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
