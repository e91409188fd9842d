/** An order's state: plain data. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { Decision } from '../messages/operator-decisions.js';
import type { MerchantEvent } from '../messages/merchant-events.js';
import type { AnsweredUpdate, TicketUse } from '../messages/ticket-actions.js';
import type { Attention, Callback, Payment, PaymentTerms } from '../messages/order.js';

/** Where the order stands, with what must be known there. Times in milliseconds since the epoch. */
export type Stage =
  | { readonly status: 'awaitingPayment' | 'issuing' | 'cancelled' | 'abandoned' }
  | (Accepted & { readonly status: 'awaitingIssuance'; readonly issueAcceptedAt: number; readonly late: boolean })
  | { readonly status: 'active' | 'settled' | 'released'; readonly record: ProviderOrder }
  | (Partial<Accepted> & {
      readonly status: 'needsAttention';
      readonly attention: Attention;
      readonly sendsIssue?: true;
    })
  | { readonly status: 'needsAttention'; readonly attention: Attention; readonly record: ProviderOrder };

/** ECPay has the order, as far as is known. */
interface Accepted {
  readonly issueAcceptedAt: number;
  /** Whether ECPay knows the order at all is not known yet; where it does not, this is what the order stays. */
  readonly adopting?: 'abandoned' | 'cancelled';
  /** Money came for it while that was asked. */
  readonly paidDuringAdoption?: true;
}

/** The whole of an order; plain data, so that continue-as-new carries it. */
export interface OrderState {
  readonly ref: OrderRef;
  /** What was placed; unknown of an order that was issued elsewhere. */
  readonly order?: TicketOrder;
  readonly terms: PaymentTerms;
  readonly stage: Stage;
  readonly paid?: Payment;
  /** When it was paid, or placed where there was nothing to pay (ms). */
  readonly customerWaitsSince?: number;
  /** A second look at the payment was taken, or a person has decided without. */
  readonly paymentChecked?: true;
  /** What `paid` says was claimed, and ECPay's payment system does not know of it. */
  readonly paymentNotFound?: true;
  /** What may have reached ECPay: the order, unanswered, or one that an operator has looked at and sends again. */
  readonly sent: 'nothing' | 'unanswered' | 'resubmitted';
  /** ECPay had an order under this number before it said that it took this one: its tickets may be another's. */
  readonly numberWasKnown: boolean;
  /** They are another's. */
  readonly numberTaken?: true;
  /** Money that came beside it, and that the order has no use for. */
  readonly extraPayments: readonly Payment[];
  readonly callbacks: { readonly received: number; readonly last?: Callback };
  readonly refunds: RefundProgress;
  /** When and where the order's own counter redeemed a ticket, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
  /** What updates were answered within the last day, oldest first. */
  readonly answered: readonly AnsweredUpdate[];
  /** Something was heard of the order since ECPay was last asked about it. */
  readonly needsReconciliation: boolean;
  /** When the order last had news (ms), and how often ECPay was asked since without any. */
  readonly lastChangeAt: number;
  readonly unchangedReconciliations: number;
  /** When ECPay was asked for the record that is known (ms); a status that ends the order needs one that is new enough. */
  readonly reconciledAt?: number;
  /** Since when (ms) ECPay's record cannot be read. */
  readonly failingSince?: number;
  readonly lastSequence: number;
  readonly replaces?: OrderRef;
  readonly replacedBy?: OrderRef;
  /** What people have decided about it, oldest first. */
  readonly decisions: readonly Decision[];
  /** Events that the merchant has not acknowledged yet, oldest first. */
  readonly pendingEvents: readonly MerchantEvent[];
  /** The record that the events have told of, where so many are pending that a newer one waits to be told. */
  readonly emittedRecord?: ProviderOrder;
  /** Since when (ISO 8601) the merchant is known to take none of them, and what it said last. */
  readonly eventsStuck?: { readonly since: string; readonly words: string };
}

/** NT$. */
export interface RefundProgress {
  /** What the bank has confirmed so far. */
  readonly confirmed: number;
  /** What was due when the bank had been asked for so long that the merchant was told. */
  readonly givenUpAt?: number;
}
