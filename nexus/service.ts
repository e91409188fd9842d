import { operation, service } from 'nexus-rpc';
import type { TicketActionOutcome } from '../workflows/messages/ticket-actions.js';
import type { IssuedOrder, OrderToIssue, TicketsToRedeem, TicketsToRefund } from './messages.js';

/**
 * The Nexus service `ecticket`. Workflow code may import it.
 *
 * - `issueOrder` (`order.issue`) places an order and completes when its tickets are issued.
 * - `redeemTickets` (`order.redeem`) and `refundTickets` (`order.refund`) act on tickets of an order.
 *
 * An operation that is refused fails with a `NexusOperationFailure`. Its innermost cause is an `ApplicationFailure`,
 * whose `type` is the code of the error, such as `INVALID_ORDER` or `TICKET_ACTION_REFUSED`.
 *
 * @example
 * const ecticket = createNexusServiceClient({ endpoint: 'ecticket', service: ecticketService });
 * const { tickets } = await ecticket.executeOperation('issueOrder', { order, payment: { paid: { reference } } });
 */
export const ecticketService = service('ecticket', {
  issueOrder: operation<OrderToIssue, IssuedOrder>({ name: 'order.issue' }),
  redeemTickets: operation<TicketsToRedeem, TicketActionOutcome>({ name: 'order.redeem' }),
  refundTickets: operation<TicketsToRefund, TicketActionOutcome>({ name: 'order.refund' }),
});
