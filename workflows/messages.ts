/** What goes in and out of the workflow `ticketOrder`: its input, signals, query and what they carry. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Ticket } from '../ecticket/book.js';
import type { IssueType, OrderRef, TicketOrder } from '../ecticket/order.js';
import type { AnsweredUpdate, TicketUse } from './counter-messages.js';
import type { Decision } from './decision-messages.js';
import type { OrderTiming } from './timing.js';
import type { OrderState } from './order-state.js';

/** Input of `ticketOrder`: an order to be issued, or one that is taken up. */
export type TicketOrderInput = (PlacedOrderInput | AdoptedOrderInput) & RunInput;

export interface PlacedOrderInput {
  readonly order: TicketOrder;
  readonly payment: PaymentTerms;
  /** The order whose number ECPay has used up, and in whose place this one was put. */
  readonly replaces?: OrderRef;
}

/** An order that runs no more, or that was issued in ECPay's back office: loaded from ECPay's book. */
export interface AdoptedOrderInput {
  readonly adopt: OrderRef;
  /** The order as it last ended, where Temporal still knows. */
  readonly known?: OrderSnapshot;
  /** Money that came for an order which had ended without it. */
  readonly latePayment?: Payment;
}

interface RunInput {
  /** Deviations from the default delays. */
  readonly timing?: Partial<OrderTiming>;
  /** Where the run before this one left off; set by continue-as-new only. */
  readonly carried?: OrderState;
}

/** Whether the order must be paid before it is issued, how much and until when. */
export type PaymentTerms =
  | { readonly due: 'nothing' }
  | {
      readonly due: 'beforeIssue';
      /** NT$ that the payment must have; left out where the order has no prices of its own. */
      readonly amount?: number;
      /** Unpaid by then, the order is cancelled. Milliseconds since the epoch. */
      readonly deadline?: number;
      /** Before Issue, ECPay's payment system is asked whether the money is there. */
      readonly doubleCheck?: true;
      /** The order was paid before it was placed. */
      readonly paid?: Payment;
    };

/** A payment that was taken. Everything is optional, so that a person can signal it by hand. */
export interface Payment {
  /** NT$. Checked against the order's amount where both are known. */
  readonly amount?: number;
  /** The payment provider's own number, ECPay's TradeNo. */
  readonly reference?: string;
  /** ISO 8601. */
  readonly paidAt?: string;
  /** What the shop itself called it, where ECPay's payment system knows it by another number. */
  readonly claimedAs?: string;
  /** A single payment by credit card, which is all that ECTicket takes, or another method. Unknown where left out. */
  readonly method?: 'creditOneTime' | 'other';
  /** The kind of ECPay's notice that the receiver took it from. Left out, it is the merchant's own word. */
  readonly source?: 'aioNotice' | 'embeddedNotice';
}

/** A verified callback of ECPay's, its Data as received (`{}` where that is larger than an order can carry). It is a nudge to ask, never the truth. */
export interface Callback {
  readonly kind: 'useStatus' | 'refund';
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type OrderStatus =
  | 'awaitingPayment'
  | 'issuing'
  | 'awaitingIssuance'
  | 'active'
  | 'needsAttention'
  | 'settled'
  | 'released'
  | 'cancelled'
  | 'abandoned';

/** Why an order waits for a person. */
export interface Attention {
  readonly reason:
    | 'issueRefused'
    | 'invalidOrder'
    | 'issueDelayed'
    | 'issuanceFailed'
    | 'issuanceOverdue'
    | 'recordUnreadable'
    | 'configuration'
    | 'numberTaken'
    | 'amountMismatch'
    | 'paymentMethod'
    | 'paymentNotFound'
    | 'paidTooLate'
    | 'error';
  /** In words a shop manager understands. */
  readonly explanation: string;
  /** What was tried before a person was asked, in the same words. */
  readonly tried: string;
  /** ECPay's RtnCode or an error's code, and the words that came with it. */
  readonly code?: string;
  readonly words?: string;
  /** ISO 8601. */
  readonly since: string;
  /** How often the merchant was reminded. */
  readonly reminders: number;
  /** What a person can do about it, by the names of the updates. */
  readonly options: readonly ('resubmit' | 'abandon' | 'cancelOrder')[];
}

/** The whole of an order, as the query `order` answers and as the workflow returns at its end. Amounts in NT$. */
export interface OrderSnapshot {
  readonly merchantId: string;
  readonly platformId?: string;
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
  /** The order as it was placed; unknown of one that was issued elsewhere. */
  readonly order?: TicketOrder;
  readonly issueType?: IssueType;
  readonly status: OrderStatus;
  readonly payment: {
    readonly due: 'nothing' | 'beforeIssue';
    readonly amount?: number;
    readonly paid?: Payment;
    /** It was said to be paid so, and ECPay's payment system does not know of it. */
    readonly notFound?: true;
    /** Money that came beside it, and that the order has no use for. */
    readonly extra: readonly Payment[];
  };
  /** Set when the scheduled window has passed without a result. */
  readonly late: boolean;
  /** ECPay is being asked whether it knows this order at all. */
  readonly adopting?: true;
  readonly ticketTradeNo?: string;
  /** As ECPay writes it: `yyyy/MM/dd HH:mm:ss`, Asia/Taipei. */
  readonly issuedAt?: string;
  readonly escrowEndsOn?: string;
  readonly tickets: readonly Ticket[];
  readonly counts: { readonly [state in Ticket['state']]: number };
  readonly amounts: {
    readonly trade: number;
    readonly redeemed: number;
    readonly refunded: number;
    readonly refundFee: number;
    /** What the bank has confirmed as given back, fees taken off. */
    readonly refundConfirmed: number;
    /** What was due when the bank had been asked for so long that the merchant was told. */
    readonly refundGivenUpAt?: number;
  };
  readonly attention?: Attention;
  /** ECPay holds tickets under this number that are not this order's. */
  readonly numberTaken?: true;
  /** The order that this one was put in the place of, and the one that was put in its place: ECPay had used up a number. */
  readonly replaces?: OrderRef;
  readonly replacedBy?: OrderRef;
  /** What people have decided about it, oldest first. */
  readonly decisions: readonly Decision[];
  /** Updates answered within the last day, oldest first: the same update id is answered the same. */
  readonly answered: readonly AnsweredUpdate[];
  /** When and where the order's own counter redeemed a ticket that is redeemed now, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
  /** Tickets on which an update acts at the moment, by TicketNo. */
  readonly inUse: readonly string[];
  readonly callbacks: { readonly received: number; readonly last?: Callback };
  /** When ECPay was asked for the record that is shown here (ISO 8601), and since when asking has failed. */
  readonly reconciled: { readonly at?: string; readonly failingSince?: string };
  /** The number of the last event made for the merchant, and how many of them are not delivered yet. */
  readonly events: {
    readonly last: number;
    readonly undelivered: number;
    /** Since when (ISO 8601) the merchant is known to take none, and what it said last: a person must look. */
    readonly stuck?: { readonly since: string; readonly words: string };
  };
}

/** Both are read leniently (`read-signals.ts`): a person may send them by hand from the Web UI or the command line. */
export const paymentConfirmed = defineSignal<[payment?: Payment]>('paymentConfirmed');
export const callbackReceived = defineSignal<[callback: Callback]>('callbackReceived');
export const orderQuery = defineQuery<OrderSnapshot>('order');
