import { type Order, type Ticket, type UseStatus, useStatusOf } from './order.js';

/** Returns what the consumer paid for this ticket, in NT$. Gift vouchers cost nothing, whatever their face value. */
export function paidAmount(ticket: Ticket): number {
  return ticket.ticketType === '1' ? ticket.price : 0;
}

/** Returns what the consumer gets back for this ticket, in NT$. */
export function refundAmount(ticket: Ticket): number {
  return ticket.state === 'refunded' ? paidAmount(ticket) - ticket.refundFee : 0;
}

/**
 * Returns whether the bank has confirmed the refund of this ticket. It confirms on the next day, which is the sandbox's
 * choice: the page says only that the bank confirms (p=29971).
 */
function isConfirmedByBank(ticket: Ticket, today: string): boolean {
  return ticket.refundedOn !== undefined && ticket.refundedOn < today;
}

/** Ticket counts and amounts in NT$, as QueryOrderInfo reports them (p=37942). */
export interface Totals {
  readonly TotalCount: number;
  readonly TradeAmount: number;
  readonly RedeemCount: number;
  readonly RedeemAmount: number;
  readonly RefundCount: number;
  /** Face value of the refunded tickets. The merchant's fees are not deducted, which is the sandbox's choice. */
  readonly RefundAmount: number;
  readonly TotalRefundFee: number;
  readonly UnUsedCount: number;
  readonly UnUsedAmount: number;
  readonly ExpiredCount: number;
}

/** Sums up an order. @param today yyyymmdd. */
export function totalsOf({ tickets }: Order, today: string): Totals {
  const having = (status: UseStatus) => tickets.filter((ticket) => useStatusOf(ticket, today) === status);
  return {
    TotalCount: tickets.length,
    TradeAmount: sumPaid(tickets),
    RedeemCount: having(2).length,
    RedeemAmount: sumPaid(having(2)),
    RefundCount: having(3).length,
    RefundAmount: sumPaid(having(3)),
    TotalRefundFee: sum(having(3).map(({ refundFee }) => refundFee)),
    UnUsedCount: having(1).length,
    UnUsedAmount: sumPaid(having(1)),
    ExpiredCount: having(4).length,
  };
}

/**
 * Returns what consumers get back for this order after fees, in NT$.
 *
 * @param confirmed If set, counts only refunds that the bank has confirmed by this day.
 */
export function totalRefundAmount({ tickets }: Order, confirmed?: { readonly today: string }): number {
  const counted = confirmed ? tickets.filter((ticket) => isConfirmedByBank(ticket, confirmed.today)) : tickets;
  return sum(counted.map(refundAmount));
}

function sumPaid(tickets: readonly Ticket[]): number {
  return sum(tickets.map(paidAmount));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
