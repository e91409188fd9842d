/** What ECPay says of an order: its order book, in our terms. */
import type { IssueType } from './order.js';

/** ECPay's UseStatus 1, 2, 3, 4. */
export type TicketState = 'unused' | 'redeemed' | 'refunded' | 'expired';

/** ECPay's TicketType 1, 2. A pickup voucher has been paid for and never lapses; a gift voucher is free and may. */
export type VoucherKind = 'pickup' | 'gift';

export interface Ticket {
  readonly ticketNo: string;
  /** The number that is scanned at the counter. */
  readonly writeOffNo?: string;
  readonly state: TicketState;
  readonly voucher: VoucherKind;
  readonly itemNo?: string;
  readonly itemName?: string;
  /** Face value of this ticket in NT$. ECPay's TicketAmount. */
  readonly price: number;
  /** Dates as ECPay writes them: yyyymmdd, Asia/Taipei. */
  readonly startDate?: string;
  readonly redeemedOn?: string;
  readonly refundedOn?: string;
  readonly expiresOn?: string;
}

/** An issued order with all its tickets (QueryOrderInfo, every page put together). Amounts in NT$. */
export interface OrderBook {
  readonly ticketTradeNo: string;
  readonly issueType?: IssueType;
  /** When ECPay issued, as written by ECPay: `yyyy/MM/dd HH:mm:ss`, Asia/Taipei. */
  readonly issuedAt?: string;
  /** Last day of escrow: yyyymmdd, Asia/Taipei. */
  readonly escrowEndsOn?: string;
  readonly tradeAmount: number;
  readonly redeemedAmount: number;
  readonly refundedAmount: number;
  readonly refundFee: number;
  readonly tickets: readonly Ticket[];
}

/** What Issue answers: the data was received. Whether the tickets exist is QueryIssueResult's to say. */
export interface IssueReceipt {
  readonly ticketTradeNo?: string;
}

/** QueryIssueResult's Status 1, 2, 3. `remark` holds ECPay's own words. */
export interface IssueResult {
  readonly status: 'issued' | 'failed' | 'processing';
  readonly remark?: string;
}
