/** ECPay's order record, in the client's field names. */
import type { ReplyHeader } from './envelope.js';
import type { IssueType } from './order.js';

/** ECPay's UseStatus 1, 2, 3, 4. */
export type TicketState = 'unused' | 'redeemed' | 'refunded' | 'expired';

/** ECPay's TicketType 1, 2. A pickup voucher is paid for and never expires. A gift voucher is free and may expire. */
export type VoucherKind = 'pickup' | 'gift';

export interface Ticket {
  readonly ticketNo: string;
  /** The redemption number that a clerk scans. */
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

/** An issued order with all its tickets (all pages of QueryOrderInfo). Amounts in NT$. */
export interface ProviderOrder {
  readonly ticketTradeNo: string;
  readonly issueType?: IssueType;
  /** Time of issue, as ECPay writes it: `yyyy/MM/dd HH:mm:ss`, Asia/Taipei. */
  readonly issuedAt?: string;
  /** Last day of escrow: yyyymmdd, Asia/Taipei. */
  readonly escrowEndsOn?: string;
  readonly tradeAmount: number;
  readonly redeemedAmount: number;
  readonly refundedAmount: number;
  readonly refundFee: number;
  readonly tickets: readonly Ticket[];
  /** Computed by this library: see `codeTagsOf`. Absent without keys for it. */
  readonly codeTags?: readonly string[];
}

/** The reply of Issue: ECPay received the data. QueryIssueResult reports whether the tickets exist. */
export interface IssueReceipt {
  readonly ticketTradeNo?: string;
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
  /** RtnMsg: ECPay's message, with personal data redacted. */
  readonly message?: string;
  /** TicketData: the items as ECPay received them. */
  readonly items: readonly ReceivedItem[];
  /** The fields of the reply outside of Data. No checksum covers them. */
  readonly header: ReplyHeader;
}

/** A catalogue item has a number. A serial-number-only ticket has a name and a face value (NT$). */
export interface ReceivedItem {
  readonly itemNo?: string;
  readonly itemName?: string;
  readonly price?: number;
  readonly quantity?: number;
}

/** QueryIssueResult's Status 1, 2, 3. `remark` is ECPay's message. */
export interface IssueResult {
  readonly status: 'issued' | 'failed' | 'processing';
  readonly remark?: string;
}

/** An item of ECPay's catalogue. An absent field is unknown. */
export interface CatalogueEntry {
  readonly name?: string;
  /** Face value of one ticket, NT$. */
  readonly price?: number;
  readonly voucher?: VoucherKind;
  readonly onSale?: boolean;
}
