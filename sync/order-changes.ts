/** What an event or a snapshot changes in the read model. Pure, and free of personal data. */
import type { Ticket } from '../ecticket/provider-order.js';
import { formatDay } from '../workflows/messages/taipei.js';
import type { OrderStatus, Payment } from '../workflows/messages/order.js';

/**
 * The columns of an order that change, in groups. A group changes as a whole: what the newest event or snapshot about
 * it says. A group that the event says nothing about is left out.
 */
export interface OrderChanges {
  readonly status?: {
    readonly reported_status: OrderStatus;
    readonly attention_reason: string | null;
    readonly attention_since: string | null;
  };
  readonly payment?: {
    readonly paid_amount: number | null;
    readonly paid_at: string | null;
    readonly payment_reference: string | null;
  };
  readonly issuance?: { readonly ticket_trade_no: string | null };
  readonly refund?: { readonly refunded_amount: number; readonly refund_fee: number };
  readonly bank_refund?: { readonly bank_refunded_amount: number };
  readonly tickets?: readonly Ticket[];
}

/** The row of a ticket, without its redemption number. */
export interface TicketRow {
  readonly ticket_no: string;
  readonly state: Ticket['state'];
  readonly voucher: Ticket['voucher'];
  readonly item_no: string | null;
  readonly item_name: string | null;
  readonly price: number;
  readonly start_date: string | null;
  readonly redeemed_on: string | null;
  readonly refunded_on: string | null;
  readonly expires_on: string | null;
}

/** The group `status`, for an order that needs attention or not. */
export function statusChange(
  status: OrderStatus,
  attention?: { readonly reason: string; readonly since: string },
): Required<OrderChanges>['status'] {
  return {
    reported_status: status,
    attention_reason: attention?.reason ?? null,
    attention_since: toTimestamp(attention?.since),
  };
}

/** The group `payment`. */
export function paymentChange({ amount, reference, paidAt }: Payment): Required<OrderChanges>['payment'] {
  return { paid_amount: amount ?? null, paid_at: toTimestamp(paidAt), payment_reference: reference ?? null };
}

/** One row per ticket, also if the list has a ticket twice: PostgreSQL refuses to write a row twice in a statement. */
export function ticketRows(tickets: readonly Ticket[]): readonly TicketRow[] {
  return [...new Map(tickets.map((ticket) => [ticket.ticketNo, ticketRow(ticket)])).values()];
}

function ticketRow(ticket: Ticket): TicketRow {
  return {
    ticket_no: ticket.ticketNo,
    state: ticket.state,
    voucher: ticket.voucher,
    item_no: ticket.itemNo ?? null,
    item_name: ticket.itemName ?? null,
    price: ticket.price,
    start_date: toDate(ticket.startDate),
    redeemed_on: toDate(ticket.redeemedOn),
    refunded_on: toDate(ticket.refundedOn),
    expires_on: toDate(ticket.expiresOn),
  };
}

/** A time in the one form in which texts compare as times do; null if it is no time. */
export function toTimestamp(time: string | undefined): string | null {
  const milliseconds = Date.parse(time ?? '');
  const [first, last] = [Date.UTC(1900), Date.UTC(9999, 11, 31)];
  return milliseconds >= first && milliseconds < last ? new Date(milliseconds).toISOString() : null;
}

/** ECPay's `yyyymmdd` as a date of PostgreSQL; null if it is none. */
function toDate(day: string | undefined): string | null {
  const date = day === undefined ? undefined : formatDay(day);
  const time = toTimestamp(date === undefined ? undefined : `${date}T00:00:00Z`);
  return time !== null && time.slice(0, 10) === date ? date : null;
}
