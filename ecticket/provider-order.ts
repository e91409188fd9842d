/** What ECPay says of an order: its order book, in our terms. */
import type { ReplyHeader } from './envelope.js';
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
export interface ProviderOrder {
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
  /** Ours, not ECPay's: see `codeTagsOf`. Only where there are keys for it. */
  readonly codeTags?: readonly string[];
}

/** What Issue answers: the data was received. Whether the tickets exist is QueryIssueResult's to say. */
export interface IssueReceipt {
  readonly ticketTradeNo?: string;
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
  /** RtnMsg: ECPay's own words, in which what looks like a person's data is hidden. */
  readonly message?: string;
  /** TicketData: what ECPay has understood. */
  readonly items: readonly ReceivedItem[];
  /** What the reply says outside of Data, which no checksum protects. */
  readonly header: ReplyHeader;
}

/** A product of the catalogue has its number, a serial-number-only ticket its name and denomination (NT$). */
export interface ReceivedItem {
  readonly itemNo?: string;
  readonly itemName?: string;
  readonly price?: number;
  readonly quantity?: number;
}

/** QueryIssueResult's Status 1, 2, 3. `remark` holds ECPay's own words. */
export interface IssueResult {
  readonly status: 'issued' | 'failed' | 'processing';
  readonly remark?: string;
}

/** A product as far as ECPay tells of it. What is missing is not known. */
export interface CatalogueEntry {
  readonly name?: string;
  /** Face value of one ticket, NT$. */
  readonly price?: number;
  readonly voucher?: VoucherKind;
  readonly onSale?: boolean;
}
