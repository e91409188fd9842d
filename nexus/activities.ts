import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ECTicketClient } from '../client/ecticket-client.js';
import type { OrderSnapshot } from '../client/index.js';
import type { OrderRef } from '../ecticket/order.js';
import { orderName } from '../workflows/messages/names.js';
import type { IssuedOrder } from './messages.js';
import { toApplicationFailure } from './operation-failures.js';

/** The activities of the workflow behind `order.issue`. */
export interface NexusActivities {
  /**
   * Returns the order, or the one that has replaced it, if it has tickets. Fails until then, and permanently if it has
   * ended without.
   */
  readIssuedOrder(order: OrderRef): Promise<IssuedOrder>;
}

export function createNexusActivities(tickets: Pick<ECTicketClient, 'getOrder'>): NexusActivities {
  const readIssuedOrder = async (ref: OrderRef): Promise<IssuedOrder> => {
    const order = await readOrder(tickets, ref);
    // The order that replaces this one has its payment.
    if (order.replacedBy !== undefined) return await readIssuedOrder(order.replacedBy);
    if (hasTickets(order)) {
      const { ticketTradeNo } = order;
      return { order: ref, ...(ticketTradeNo !== undefined && { ticketTradeNo }), tickets: order.tickets };
    }
    throw whyThereAreNone(ref, order);
  };
  return { readIssuedOrder };
}

async function readOrder(tickets: Pick<ECTicketClient, 'getOrder'>, ref: OrderRef): Promise<OrderSnapshot> {
  try {
    return await tickets.getOrder(ref);
  } catch (error) {
    throw toApplicationFailure(error) ?? error;
  }
}

function hasTickets({ status }: OrderSnapshot): boolean {
  return status === 'active' || status === 'settled' || status === 'released';
}

/** An order that needs attention may still get its tickets: an operator decides, and is alerted. */
function whyThereAreNone(ref: OrderRef, { status, violations, attention }: OrderSnapshot): ApplicationFailure {
  if (status === 'cancelled' || status === 'abandoned') {
    const message = `The order ${orderName(ref)} ended without tickets: it is ${status}.`;
    const details = { status, ...(violations && { violations }) };
    return ApplicationFailure.nonRetryable(message, 'ORDER_WITHOUT_TICKETS', details);
  }
  const reason = attention === undefined ? '' : `: ${attention.reason}`;
  return ApplicationFailure.create({
    message: `The order ${orderName(ref)} has no tickets yet. It is ${status}${reason}.`,
    type: 'NO_TICKETS_YET',
    category: ApplicationFailureCategory.BENIGN,
  });
}
