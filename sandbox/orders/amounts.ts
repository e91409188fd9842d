import { type Order, type Ticket, type UseStatus, useStatusOf } from './order.js';

/** What the consumer has paid for this ticket, in NT$: nothing for a gift voucher, whatever its face value. */
export function paidAmount(ticket: Ticket): number {
  return ticket.ticketType === '1' ? ticket.price : 0;
}

/** What the consumer gets back for it, in NT$. */
export function refundAmount(ticket: Ticket): number {
  return ticket.state === 'refunded' ? paidAmount(ticket) - ticket.refundFee : 0;
}

/** The bank confirms a refund on the day after: a choice, the page says only that it confirms (p=29971). */
export function isConfirmedByBank(ticket: Ticket, today: string): boolean {
  return ticket.refundedOn !== undefined && ticket.refundedOn < today;
}

/** Counts of tickets and sums of money (NT$) as QueryOrderInfo tells them (p=37942). */
export interface Totals {
  readonly TotalCount: number;
  readonly TradeAmount: number;
  readonly RedeemCount: number;
  readonly RedeemAmount: number;
  readonly RefundCount: number;
  /** Face value of what was refunded; the merchant's fees are not taken off: a choice. */
  readonly RefundAmount: number;
  readonly TotalRefundFee: number;
  readonly UnUsedCount: number;
  readonly UnUsedAmount: number;
  readonly ExpiredCount: number;
}

/** `today` as yyyymmdd. */
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

/** What consumers get back of this order, fees taken off, in NT$; as promised, or as far as the bank has confirmed it. */
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
