/** The snapshot that the query returns and with which the workflow completes. Pure. */
import type { IssueType } from '../../ecticket/order.js';
import type { OrderSnapshot } from '../messages/workflow.js';
import { countTickets } from '../state/record-changes.js';
import { isAdopting } from '../state/stage.js';
import type { OrderState } from '../state/order-state.js';
import { isUnchecked } from '../state/unchecked-payment.js';

/** @param inUse TicketNos on which an update is acting */
export function snapshotOf(state: OrderState, inUse: Iterable<string> = []): OrderSnapshot {
  const { ref, order, terms, stage, paid, callbacks } = state;
  const record = 'record' in stage ? stage.record : undefined;
  const tickets = record?.tickets ?? [];
  return {
    ...ref,
    ...(order !== undefined && { order }),
    ...issueTypeOf(state),
    status: stage.status,
    payment: {
      due: terms.due,
      ...(terms.due === 'beforeIssue' && terms.amount !== undefined && { amount: terms.amount }),
      ...(terms.due === 'beforeIssue' && terms.doubleCheck === true && { doubleCheck: true }),
      ...(paid !== undefined && { paid }),
      ...(state.paymentNotFound === true && { notFound: true }),
      ...(isUnchecked(state) && state.paymentNotFound !== true && { unchecked: true }),
      ...(state.candidatePayments !== undefined && { candidates: state.candidatePayments }),
      extra: state.extraPayments,
    },
    late: stage.status === 'awaitingIssuance' && stage.late,
    ...(isAdopting(state) && { adopting: true }),
    ...(record !== undefined && { ticketTradeNo: record.ticketTradeNo }),
    ...(record?.issuedAt !== undefined && { issuedAt: record.issuedAt }),
    ...(record?.escrowEndsOn !== undefined && { escrowEndsOn: record.escrowEndsOn }),
    tickets,
    counts: countTickets(tickets),
    amounts: {
      trade: record?.tradeAmount ?? 0,
      redeemed: record?.redeemedAmount ?? 0,
      refunded: record?.refundedAmount ?? 0,
      refundFee: record?.refundFee ?? 0,
      refundConfirmed: state.refunds.confirmed,
      ...(state.refunds.unconfirmedAmount !== undefined && {
        refundUnconfirmedAmount: state.refunds.unconfirmedAmount,
      }),
    },
    ...(stage.status === 'needsAttention' && { attention: stage.attention }),
    ...(stage.status === 'cancelled' && stage.violations !== undefined && { violations: stage.violations }),
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
      ...(state.lastEventAt !== undefined && { lastAt: new Date(state.lastEventAt).toISOString() }),
      undelivered: state.pendingEvents.length,
      ...(state.eventsStuck !== undefined && { stuck: state.eventsStuck }),
    },
  };
}

/** The issue type of the order as placed, otherwise the one in ECPay's record. */
export function issueTypeOf({ order, stage }: OrderState): { issueType?: IssueType } {
  const issueType = order?.issueType ?? ('record' in stage ? stage.record.issueType : undefined);
  return issueType === undefined ? {} : { issueType };
}
