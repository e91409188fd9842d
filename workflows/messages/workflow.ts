/** Input, signals, query and result of the workflow `ticketOrder`. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { IssueType, OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { Decision } from './operator-decisions.js';
import type { Attention, Callback, OrderStatus, Payment, PaymentTerms } from './order.js';
import type { AnsweredUpdate, TicketUse } from './ticket-actions.js';
import type { OrderTiming } from './timing.js';

/** The workflow `ticketOrder` as its callers see it. */
export type TicketOrderWorkflow = (input: TicketOrderInput) => Promise<OrderSnapshot>;

/** An order to place, or one to adopt. */
export type TicketOrderInput = (PlacedOrderInput | AdoptedOrderInput) & TimingInput;

/** An order to issue. */
export interface PlacedOrderInput {
  readonly order: TicketOrder;
  readonly payment: PaymentTerms;
  /** The order that this one replaces, because ECPay has used up its number. */
  readonly replaces?: OrderRef;
  /** An order that a workflow starts: false leaves out the check of products and prices in ECPay's catalogue. */
  readonly checkCatalogue?: boolean;
}

/** An order whose workflow has closed, or that was issued in ECPay's back office. It is loaded from ECPay's record. */
export interface AdoptedOrderInput {
  readonly adopt: OrderRef;
  /** The result of its last run, if Temporal still retains it. */
  readonly known?: OrderSnapshot;
  /** A payment that arrived after the order had ended unpaid. */
  readonly latePayment?: Payment;
  /**
   * Temporal had the order, or an operator names it: ECPay should have it. Otherwise its number comes from a message,
   * which may have invented it.
   */
  readonly isExpected?: true;
}

interface TimingInput {
  /** Overrides of `DEFAULT_TIMING`, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
}

/** The complete order, as the query `order` and the closed workflow return it. Amounts are in NT$. */
export interface OrderSnapshot {
  readonly merchantId: string;
  readonly platformId?: string;
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
  /** The order as placed. Unknown if the order was issued elsewhere. */
  readonly order?: TicketOrder;
  readonly issueType?: IssueType;
  readonly status: OrderStatus;
  readonly payment: {
    readonly due: 'nothing' | 'beforeIssue';
    readonly amount?: number;
    /** ECPay's payment system must confirm the payment, also if the merchant's own code does. */
    readonly doubleCheck?: true;
    readonly paid?: Payment;
    /** ECPay's payment system has no record of the payment in `paid`. */
    readonly notFound?: true;
    /** ECPay's payment system has not confirmed the payment in `paid` yet. */
    readonly unchecked?: true;
    /** Payments that arrived meanwhile. ECPay's answer decides which payment is the order's; the others are extra. */
    readonly candidates?: readonly Payment[];
    /** Payments that the order cannot use. Return the money. */
    readonly extra: readonly Payment[];
  };
  /** ECPay's window for issuing has passed without tickets. */
  readonly late: boolean;
  /** ECPay has not said yet whether it has the order, which is adopted, or which an operator has ended. */
  readonly adopting?: true;
  readonly ticketTradeNo?: string;
  /** As ECPay writes it: `yyyy/MM/dd HH:mm:ss`, Asia/Taipei. */
  readonly issuedAt?: string;
  /** yyyymmdd, Asia/Taipei. */
  readonly escrowEndsOn?: string;
  readonly tickets: readonly Ticket[];
  readonly counts: { readonly [state in Ticket['state']]: number };
  readonly amounts: {
    readonly trade: number;
    readonly redeemed: number;
    readonly refunded: number;
    readonly refundFee: number;
    /** What the bank has confirmed as paid back, less fees. */
    readonly refundConfirmed: number;
    /** The amount that was due when `refundLimit` passed without a confirmation and the merchant was notified. */
    readonly refundUnconfirmedAmount?: number;
  };
  readonly attention?: Attention;
  /** Why the order was cancelled before its payment, if another workflow started it: the rules that it breaks. */
  readonly violations?: readonly Violation[];
  /** ECPay holds tickets under this number that are not this order's. */
  readonly numberTaken?: true;
  /** The order that this one replaces, because ECPay had used up its number. */
  readonly replaces?: OrderRef;
  /** The order that replaces this one. */
  readonly replacedBy?: OrderRef;
  /** Operators' decisions about the order, oldest first. */
  readonly decisions: readonly Decision[];
  /** Outcomes of updates within the last day, oldest first. Repeating an update id returns the same outcome. */
  readonly answered: readonly AnsweredUpdate[];
  /** When and where redeemed tickets were redeemed, if through this order's updates. By TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
  /** TicketNos on which an update is acting. */
  readonly inUse: readonly string[];
  /** Overrides of `DEFAULT_TIMING` with which the order was started, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
  readonly callbacks: { readonly received: number; readonly last?: Callback };
  /** When the record shown here was requested, and since when reading it has failed. ISO 8601. */
  readonly reconciled: { readonly at?: string; readonly failingSince?: string };
  readonly events: {
    /** The sequence of the last event. */
    readonly last: number;
    /**
     * The `at` of the last event; before the first one, when the order was placed or adopted. ISO 8601. Missing in
     * orders whose last run began under a version without it.
     */
    readonly lastAt?: string;
    /** Events that the merchant has not accepted yet. */
    readonly undelivered: number;
    /** Set while the merchant accepts no events: an operator must help. `since`: ISO 8601. `lastError`: why. */
    readonly stuck?: { readonly since: string; readonly lastError: string };
  };
}

// Signals are parsed leniently (`handlers/signals.ts`): operators may send them from the Web UI or the command line.

export const paymentConfirmed = defineSignal<[payment?: Payment]>('paymentConfirmed');
export const callbackReceived = defineSignal<[callback: Callback]>('callbackReceived');
export const orderQuery = defineQuery<OrderSnapshot>('order');
