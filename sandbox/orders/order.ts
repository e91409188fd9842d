/** An order and its tickets as the sandbox stores them. Amounts are in NT$, dates are `yyyymmdd` in Asia/Taipei. */
import type { TicketType } from './catalogue.js';
import type { IssueData } from './issue-data.js';

/**
 * The field that carries the trade number: FreeTradeNo for orders of gift vouchers only, MerchantTradeNo for others.
 */
export type TradeNumberField = 'MerchantTradeNo' | 'FreeTradeNo';

/**
 * - `called`: Issue was called, but a fault prevented a result
 * - `refused`: Issue refused the order
 * - `processing`: accepted, waiting for the scheduled job
 * - `issued`: the tickets exist
 * - `failed`: the scheduled job could not issue the order
 */
export type OrderStatus = 'called' | 'refused' | 'processing' | 'issued' | 'failed';

export interface Ticket {
  readonly ticketNo: string;
  readonly writeOffNo: string;
  readonly itemNo?: string;
  readonly itemName: string;
  readonly ticketType: TicketType;
  /** Face value. */
  readonly price: number;
  readonly startDate: string;
  /** Gift vouchers only: the last day of use. */
  readonly expireDate?: string;
  /** Does not include `expired`, which follows from the date: see `useStatusOf`. */
  state: 'unused' | 'redeemed' | 'refunded';
  redeemedOn?: string;
  refundedOn?: string;
  /** The fee that the merchant keeps when it refunds this ticket. */
  refundFee: number;
}

export interface Order {
  readonly merchantId: string;
  readonly tradeNo: string;
  tradeNumberField: TradeNumberField;
  /** The platform that placed the order for the merchant. */
  platformId?: string;
  status: OrderStatus;
  /** The latest accepted Data; undefined if ECPay accepted none. */
  data?: IssueData;
  /** ECPay's own number for the order (TicketTradeNo). */
  ticketTradeNo?: string;
  /** Why Issue refused the order, or why issuing failed. */
  remark: string;
  /** Number of Issue requests with this trade number. */
  issueCalls: number;
  /** Number of those requests that led to tickets, or will. More than one is a double issue. */
  issuances: number;
  /** Milliseconds since the epoch. */
  receivedAt?: number;
  issuedAt?: number;
  /** Last day of the escrow period. Only orders with pickup vouchers have one. */
  escrowEndsOn?: string;
  readonly tickets: Ticket[];
  readonly callbacks: Callback[];
}

/** ECPay's UseStatus: 1 unused, 2 redeemed, 3 refunded, 4 expired. */
export type UseStatus = 1 | 2 | 3 | 4;

/** Returns the UseStatus of a ticket on a given day. */
export function useStatusOf(ticket: Ticket, today: string): UseStatus {
  switch (ticket.state) {
    case 'redeemed':
      return 2;
    case 'refunded':
      return 3;
    case 'unused':
      return ticket.expireDate !== undefined && ticket.expireDate < today ? 4 : 1;
  }
}

/** Returns whether the bank still keeps the money of the order's pickup vouchers. */
export function inEscrow(order: Order, today: string): boolean {
  return order.escrowEndsOn !== undefined && today <= order.escrowEndsOn;
}

/** A notification from ECPay to a merchant, and its delivery. Times are milliseconds since the epoch. */
export interface Callback {
  /** `useStatus` goes to UseStatusNotifyURL (p=46921), `refund` to RefundNotifyURL (p=32228). */
  readonly kind: 'useStatus' | 'refund';
  readonly url: string;
  /** The tickets that the callback reports. More can be added until its first attempt. */
  readonly tickets: Set<Ticket>;
  /** The plaintext of the callback's Data. The first attempt creates it, and every repeat sends the same. */
  data?: Readonly<Record<string, unknown>>;
  /** When the next attempt is due. */
  dueAt: number;
  /** `sending` while an attempt is in progress. `failed` is final. */
  state: 'waiting' | 'sending' | 'answered' | 'failed';
  readonly attempts: Attempt[];
  /** Set by the fault `reorder`: later callbacks are sent before this one. */
  isHeldBack?: true;
}

export interface Attempt {
  readonly at: number;
  /** `delayed`: the callback left ECPay. Its arrival is a later attempt, which is marked as `late`. */
  readonly result: 'answered' | 'notAnswered' | 'dropped' | 'delayed';
  /** Set if the fault `duplicate` caused this attempt. */
  readonly duplicate?: true;
  /** Set if a callback arrived that the fault `delay` had delayed. ECPay does not evaluate the answer. */
  readonly late?: true;
  readonly httpStatus?: number;
  /** The body of the answer, at most 500 characters. */
  readonly answer?: string;
  /** Why the answer was not accepted. */
  readonly problem?: string;
}
