/** Inputs and outputs of the operations. They are JSON. */
import type { PlacedPayment } from '../client/payments/payment-terms.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import type { Ticket } from '../ecticket/provider-order.js';
import type { RedeemRequest, RefundRequest } from '../workflows/messages/ticket-actions.js';

/** The payment terms of an order. `deadline`, when an unpaid order is cancelled, is ISO 8601 with an offset. */
export interface NexusPayment extends Omit<PlacedPayment, 'deadline'> {
  readonly deadline?: string;
}

/** The input of `order.issue`. */
export interface OrderToIssue {
  readonly order: TicketOrder;
  /** Default: the order waits for payment if it needs one. */
  readonly payment?: NexusPayment;
}

/** The output of `order.issue`. */
export interface IssuedOrder {
  /** Names the order in the other operations: the one that was placed, or the one that has replaced it. */
  readonly order: OrderRef;
  readonly ticketTradeNo?: string;
  readonly tickets: readonly Ticket[];
}

interface OnOrder {
  readonly order: OrderRef;
  /**
   * The idempotency key: 1 to 200 visible characters. Default: the id of the Nexus request, which is the same in every
   * retry of one operation, and another in the next.
   */
  readonly updateId?: string;
}

/** The input of `order.redeem`. */
export type TicketsToRedeem = RedeemRequest & OnOrder;

/** The input of `order.refund`. */
export type TicketsToRefund = RefundRequest & OnOrder;
