/**
 * The state of an order: plain data, carried by continue-as-new. Times are milliseconds since the epoch unless noted.
 */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { Decision } from '../messages/operator-decisions.js';
import type { MerchantEvent } from '../messages/merchant-events.js';
import type { AnsweredUpdate, TicketUse } from '../messages/ticket-actions.js';
import type { Attention, Callback, Payment, PaymentTerms } from '../messages/order.js';
import type { Submission } from '../messages/submission.js';

/** The order's status, with the data that only this status has. */
export type Stage =
  | { readonly status: 'awaitingPayment' | 'issuing' | 'abandoned' }
  | { readonly status: 'cancelled'; readonly violations?: readonly Violation[] }
  | (AcceptedStage & { readonly status: 'awaitingIssuance'; readonly issueAcceptedAt: number; readonly late: boolean })
  | { readonly status: 'active' | 'settled' | 'released'; readonly record: ProviderOrder }
  | (Partial<AcceptedStage> & {
      readonly status: 'needsAttention';
      readonly attention: Attention;
      /** The order is still being sent to ECPay. */
      readonly sendsIssue?: true;
    })
  | { readonly status: 'needsAttention'; readonly attention: Attention; readonly record: ProviderOrder };

/** ECPay has accepted the order, or may have it because the order is adopted. */
interface AcceptedStage {
  readonly issueAcceptedAt: number;
  /**
   * The order is adopted, or an operator has ended it although ECPay may have tickets. It ends with this status if
   * ECPay does not have it.
   */
  readonly statusIfUnknown?: 'abandoned' | 'cancelled';
  /** ECPay should have the adopted order. */
  readonly isExpected?: true;
  /** An operator has decided on `statusIfUnknown`. */
  readonly endsByDecision?: true;
  /**
   * The decision was made while ECPay's last answer was old. ECPay is queried once more, and the order also ends if
   * ECPay still issues the tickets (`endsIfProcessing`).
   */
  readonly lastQuery?: { readonly endsIfProcessing: boolean };
  /** A payment arrived before ECPay said whether it has the order. */
  readonly paidDuringAdoption?: true;
}

/** The complete state of an order. */
export interface OrderState {
  readonly ref: OrderRef;
  /** The order as placed. Unknown if the order was issued elsewhere. */
  readonly order?: TicketOrder;
  readonly terms: PaymentTerms;
  readonly stage: Stage;
  readonly paid?: Payment;
  /** When the order was paid, or placed if nothing was due. */
  readonly customerWaitsSince?: number;
  /** ECPay's payment system has confirmed the payment, or an operator has overruled its denial. */
  readonly paymentChecked?: true;
  /** Payments that arrived while `paid` was unchecked. ECPay's answer decides which payment is the order's. */
  readonly candidatePayments?: readonly Payment[];
  /** ECPay's payment system has no record of the payment in `paid`. */
  readonly paymentNotFound?: true;
  /** What Issue requests may have reached ECPay. Read it with {@link isIssueUnanswered}: the stage may be the answer. */
  readonly submission: Submission;
  /** ECPay had the number before it accepted this order, so the tickets under it may belong to another order. */
  readonly numberWasKnown: boolean;
  /** The tickets under the number belong to another order. */
  readonly numberTaken?: true;
  /** Payments that the order cannot use. Return the money. */
  readonly extraPayments: readonly Payment[];
  readonly callbacks: { readonly received: number; readonly last?: Callback };
  readonly refunds: RefundProgress;
  /** When and where a ticket was redeemed through this order's updates, by TicketNo. */
  readonly uses: Readonly<Record<string, TicketUse>>;
  /** Outcomes of updates within the last day, oldest first. */
  readonly answered: readonly AnsweredUpdate[];
  /** ECPay's record may have changed since it was last requested. */
  readonly needsReconciliation: boolean;
  /** When the order last changed or received a callback. */
  readonly lastChangeAt: number;
  /** Reconciliations since then that found nothing new. */
  readonly unchangedReconciliations: number;
  /**
   * When the known record was requested. A status that ends the order requires a record from after the deciding moment.
   */
  readonly reconciledAt?: number;
  /** Since when ECPay's record cannot be read. */
  readonly failingSince?: number;
  readonly lastSequence: number;
  /** When the last event was emitted; before the first one, when the order was placed or adopted. */
  readonly lastEventAt?: number;
  readonly replaces?: OrderRef;
  readonly replacedBy?: OrderRef;
  /** Operators' decisions about the order, oldest first. */
  readonly decisions: readonly Decision[];
  /** Events that the merchant has not accepted yet, oldest first. */
  readonly pendingEvents: readonly MerchantEvent[];
  /** The record up to which changes were emitted. Set while too many events are pending to emit newer changes. */
  readonly emittedRecord?: ProviderOrder;
  /** Set while the merchant accepts no events. `since`: ISO 8601. `lastError`: why. */
  readonly eventsStuck?: { readonly since: string; readonly lastError: string };
}

/** How much refunded money the bank has paid back, in NT$. */
export interface RefundProgress {
  /** The amount that the bank has confirmed. */
  readonly confirmed: number;
  /** The amount that was due when `refundLimit` passed without a confirmation and the merchant was notified. */
  readonly unconfirmedAmount?: number;
}
