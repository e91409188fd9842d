/** What the workflow `ticketOrder` takes and returns: input, signals, query, and the snapshot of an order. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { IssueType, OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { Decision } from './operator-decisions.js';
import type { Attention, Callback, OrderStatus, Payment, PaymentTerms } from './order.js';
import type { AnsweredUpdate, TicketUse } from './ticket-actions.js';
import type { OrderTiming } from './timing.js';

/** The workflow `ticketOrder` as its callers see it. */
export type TicketOrderWorkflow = (input: TicketOrderInput) => Promise<OrderSnapshot>;

/** Input of `ticketOrder`: an order to be issued, or one that is taken up. */
export type TicketOrderInput = (PlacedOrderInput | AdoptedOrderInput) & RunInput;

export interface PlacedOrderInput {
  readonly order: TicketOrder;
  readonly payment: PaymentTerms;
  /** The order whose number ECPay has used up, and in whose place this one was put. */
  readonly replaces?: OrderRef;
}

/** An order that runs no more, or that was issued in ECPay's back office: loaded from ECPay's record. */
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

/** Signals are parsed leniently (`handlers/signals.ts`): an operator may send them from the Web UI or the command line. */
export const paymentConfirmed = defineSignal<[payment?: Payment]>('paymentConfirmed');
export const callbackReceived = defineSignal<[callback: Callback]>('callbackReceived');
export const orderQuery = defineQuery<OrderSnapshot>('order');
