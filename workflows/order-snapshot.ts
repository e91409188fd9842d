/** The order as people and programs are shown it. */
import type { OrderSnapshot } from './messages.js';
import { countTickets } from './book-changes.js';
import { ticketsOf, type OrderState } from './order-state.js';

export function snapshotOf(state: OrderState): OrderSnapshot {
  const { order, terms, stage, paid, callbacks } = state;
  const book = 'book' in stage ? stage.book : undefined;
  const tickets = ticketsOf(state);
  return {
    merchantId: order.merchantId,
    ...(order.platformId !== undefined && { platformId: order.platformId }),
    ...(order.merchantTradeNo !== undefined && { merchantTradeNo: order.merchantTradeNo }),
    ...(order.freeTradeNo !== undefined && { freeTradeNo: order.freeTradeNo }),
    issueType: order.issueType,
    status: stage.status,
    payment: {
      due: terms.due,
      ...(terms.due === 'beforeIssue' && terms.amount !== undefined && { amount: terms.amount }),
      ...(paid !== undefined && { paid }),
    },
    late: stage.status === 'awaitingIssuance' && stage.late,
    ...(book !== undefined && { ticketTradeNo: book.ticketTradeNo }),
    ...(book?.escrowEndsOn !== undefined && { escrowEndsOn: book.escrowEndsOn }),
    tickets,
    counts: countTickets(tickets),
    amounts: {
      trade: book?.tradeAmount ?? 0,
      redeemed: book?.redeemedAmount ?? 0,
      refunded: book?.refundedAmount ?? 0,
      refundFee: book?.refundFee ?? 0,
    },
    ...(stage.status === 'needsAttention' && { attention: stage.attention }),
    decisions: state.decisions,
    callbacks,
    events: { last: state.lastSequence, undelivered: state.outbox.length },
  };
}
