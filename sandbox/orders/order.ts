/** An order and its tickets as the sandbox's book holds them. Amounts in NT$, days as `yyyymmdd` in Asia/Taipei. */
import type { TicketType } from './catalogue.js';
import type { IssueData } from './issue-data.js';

/** Whether the order is valued (MerchantTradeNo) or of gift vouchers only (FreeTradeNo). */
export type TradeNumberField = 'MerchantTradeNo' | 'FreeTradeNo';

/**
 * `called`: Issue was called under this number, and nothing came of it yet (a fault) · `refused`: Issue said no ·
 * `processing`: received, waits for the scheduled job · `issued` · `failed`: the job could not issue it.
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
  /** That an unused one has expired follows from its date: see `useStatusOf`. */
  state: 'unused' | 'redeemed' | 'refunded';
  redeemedOn?: string;
  refundedOn?: string;
  /** What the merchant keeps of this ticket's money when it is refunded. */
  refundFee: number;
}

export interface Order {
  readonly merchantId: string;
  readonly tradeNo: string;
  tradeNumberField: TradeNumberField;
  /** The platform that placed the order for the merchant. */
  platformId?: string;
  status: OrderStatus;
  /** The newest Data that was received; none when Issue was only ever refused. */
  data?: IssueData;
  /** ECPay's own number. */
  ticketTradeNo?: string;
  /** Why Issue said no, or why issuing failed. */
  remark: string;
  /** How often Issue was called under this number … */
  issueCalls: number;
  /** … and how many of these calls have led to tickets, or will. More than one is a double issue. */
  issuances: number;
  /** ms since the epoch. */
  receivedAt?: number;
  issuedAt?: number;
  /** Last day of escrow; only with pickup vouchers. */
  escrowEndsOn?: string;
  readonly tickets: Ticket[];
  readonly callbacks: Callback[];
}

/** ECPay's UseStatus: 1 unused, 2 redeemed, 3 refunded, 4 expired. */
export type UseStatus = 1 | 2 | 3 | 4;

/** The ticket's UseStatus on a day. */
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

/** Whether the bank still keeps the money of this order's pickup vouchers. */
export function inEscrow(order: Order, today: string): boolean {
  return order.escrowEndsOn !== undefined && today <= order.escrowEndsOn;
}

/** A notification of ECPay's to a merchant, and what became of it. Times are ms since the epoch. */
export interface Callback {
  /** `useStatus` goes to UseStatusNotifyURL (p=46921), `refund` to RefundNotifyURL (p=32228). */
  readonly kind: 'useStatus' | 'refund';
  readonly url: string;
  /** Which tickets it is about; more may come to it as long as it was not sent. */
  readonly tickets: Set<Ticket>;
  /** What is sealed: settled when it is first sent, and the same every time. */
  data?: Readonly<Record<string, unknown>>;
  /** When it goes out, or again. */
  dueAt: number;
  /** `sending` from the beginning of an attempt to its end. `givenUp` is for good. */
  state: 'waiting' | 'sending' | 'answered' | 'givenUp';
  readonly attempts: Attempt[];
  /** Held back on request, to be overtaken by what comes after it. */
  isHeldBack?: true;
}

export interface Attempt {
  readonly at: number;
  readonly result: 'answered' | 'notAnswered' | 'dropped';
  /** Sent once more than it should have been, on request. */
  readonly duplicate?: true;
  readonly httpStatus?: number;
  /** The answer's body as it came, cut at 500 characters. */
  readonly answer?: string;
  /** Why the answer does not count. */
  readonly problem?: string;
}
