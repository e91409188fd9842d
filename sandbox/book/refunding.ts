import { inEscrow, useStatusOf, type Order, type Ticket } from './order.js';
import { insist } from './refusals.js';

/**
 * Takes an unused ticket back (p=32165). A pickup voucher's money goes back from escrow, less the merchant's fee (NT$)
 * for it; once the escrow is over the bank has nothing to give back: a choice, the page speaks of the escrow period
 * only. A gift voucher changes its state and no money moves. `today` as yyyymmdd.
 *
 * @throws Refusal
 */
export function refund(order: Order, ticket: Ticket, today: string, fee = 0): void {
  const status = useStatusOf(ticket, today);
  insist(status !== 4, 'ticketExpired');
  insist(status === 1, 'notUnused');
  insist(ticket.ticketType === '2' || inEscrow(order, today), 'escrowOver');
  insist(fee <= moneyIn(ticket), 'refundFee');
  ticket.state = 'refunded';
  ticket.refundedOn = today;
  ticket.refundFee = fee;
}

/** The refund is withdrawn: the ticket can be used again. @throws Refusal */
export function cancelRefund(ticket: Ticket): void {
  insist(ticket.state === 'refunded', 'notRefunded');
  ticket.state = 'unused';
  ticket.refundFee = 0;
  delete ticket.refundedOn;
}

/** What the consumer has paid for this ticket, in NT$: nothing for a gift voucher, whatever its face value. */
export function moneyIn(ticket: Ticket): number {
  return ticket.ticketType === '1' ? ticket.price : 0;
}

/** What the consumer gets back for it, in NT$. */
export function moneyBack(ticket: Ticket): number {
  return ticket.state === 'refunded' ? moneyIn(ticket) - ticket.refundFee : 0;
}

/** The bank confirms a refund on the day after: a choice, the page says only that it confirms (p=29971). */
export function bankHasConfirmed(ticket: Ticket, today: string): boolean {
  return ticket.refundedOn !== undefined && ticket.refundedOn < today;
}
