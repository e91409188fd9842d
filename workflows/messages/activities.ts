/** The activities as the workflow calls them. `activities/` implements these interfaces. */
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { MerchantEvent } from './merchant-events.js';
import type { Payment } from './order.js';
import type { TicketAction, TicketNumbers } from './ticket-actions.js';
import type { OrderTiming } from './timing.js';

/** Activities that call ECPay, on the task queue `ecticket-provider`. */
export interface ProviderActivities {
  readonly checkPayment: (request: CheckPaymentRequest) => Promise<CheckPaymentResult>;
  readonly issue: (request: IssueRequest) => Promise<IssueOutcome>;
  readonly pollIssuance: (request: PollIssuanceRequest) => Promise<PollIssuanceResult>;
  readonly pollRefund: (request: PollRefundRequest) => Promise<PollRefundResult>;
  readonly fetchOrder: (request: FetchOrderRequest) => Promise<ProviderOrder>;
  readonly updateTickets: (request: UpdateTicketsRequest) => Promise<UpdateTicketsResult>;
}

/** Activities that call the merchant, on the task queue `ecticket`. */
export interface MerchantActivities {
  /**
   * Delivers events in order, as many as one attempt has time for.
   *
   * @returns the sequence of the last event that the merchant accepted
   */
  readonly deliverEvents: (events: readonly MerchantEvent[]) => Promise<number>;
}

export interface CheckPaymentRequest {
  readonly ref: OrderRef;
  /** Where the order knows of the payment from; left out, it is the merchant's own word. */
  readonly source?: NonNullable<Payment['source']>;
  /** Milliseconds since the epoch, by the Temporal server's clock. Left out, it is asked for as long as it takes. */
  readonly askUntil?: number;
  /** Milliseconds between two questions. */
  readonly interval: number;
  /** The order needs attention already: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/**
 * `code` is ECPay's TradeStatus of a payment that it does not know as made, or why ECPay could not be asked, with its words.
 * `trusted`: the merchant's settings have the notice count as it is.
 */
export type CheckPaymentResult =
  | ({ readonly outcome: 'paid' } & Required<Pick<Payment, 'amount' | 'reference' | 'method'>> &
      Pick<Payment, 'paidAt'>)
  | { readonly outcome: 'trusted' }
  | { readonly outcome: 'unpaid'; readonly code: string; readonly words?: string };

export interface IssueRequest {
  readonly order: TicketOrder;
  /** What an earlier activity may have sent: the same order, unanswered, or one that a person has looked at and sends again. */
  readonly sentBefore: 'nothing' | 'unanswered' | 'resubmitted';
  /** The order needs attention already: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/** ECPay has the order, or says a clear no, or the order breaks its rules and was not sent; with code and words. */
export type IssueOutcome =
  | {
      readonly outcome: 'accepted';
      /** ECPay has an order under this number, and has not said that it is this one. */
      readonly numberWasKnown: boolean;
    }
  | { readonly outcome: 'refused' | 'invalid'; readonly code: string; readonly words: string };

/** Times in milliseconds since the epoch, by the Temporal server's clock. */
export interface PollIssuanceRequest {
  readonly ref: OrderRef;
  readonly acceptedAt: number;
  readonly timing: OrderTiming;
  /** Ask now instead of first letting the scheduled job have its time. */
  readonly atOnce: boolean;
  /** ECPay may know no such order, and then says so. */
  readonly adopting?: true;
  /** Still no result by then: say so. Without it, asks for as long as it takes. */
  readonly askUntil?: number;
  /** The order needs attention already: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/** `processing` may say why nothing is known: what ECPay was asked last failed. */
export type PollIssuanceResult =
  /** `asOf`: when this was asked, by the Temporal server's clock. */
  | { readonly outcome: 'issued'; readonly record: ProviderOrder; readonly asOf: number }
  | { readonly outcome: 'failed'; readonly words: string }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'processing'; readonly code?: string; readonly words?: string };

/** Times in milliseconds since the epoch, by the Temporal server's clock. */
export interface PollRefundRequest {
  readonly ref: OrderRef;
  /** NT$ that were confirmed before. */
  readonly confirmed: number;
  readonly askedFrom: number;
  readonly timing: OrderTiming;
}

export interface PollRefundResult {
  /** NT$ of the whole order, more than was confirmed before; missing where nothing was confirmed within the limit. */
  readonly refundedAmount?: number;
  /** Why ECPay could not be asked at the end of the limit, where it could not. */
  readonly code?: string;
}

export interface FetchOrderRequest {
  readonly ref: OrderRef;
  /** The order needs attention because its record cannot be read: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/** `tickets` were all in the state that `action` takes them from when the order was last read. */
export interface UpdateTicketsRequest {
  readonly ref: OrderRef;
  readonly action: TicketAction;
  readonly tickets: readonly TicketNumbers[];
  readonly storeId?: string;
  readonly operator?: string;
  readonly reason?: string;
  /** NT$ that the merchant keeps of each ticket's money. */
  readonly fee?: number;
  /** Milliseconds: the longest that each attempt may wait for a worker. */
  readonly queuedFor: number;
}

/** Why nothing was sent to ECPay for a ticket. */
export type NotSent =
  | { readonly why: 'outOfTime' }
  /** `retryAt`: milliseconds since the epoch. */
  | { readonly why: 'throttled'; readonly retryAt: number }
  | { readonly why: 'failed'; readonly code: string; readonly words: string };

/**
 * `unknown`: something was sent for the ticket, and ECPay's answer was lost. Whatever its record says of the ticket now, it
 * may be somebody else's doing.
 */
export type TicketUpdateResult = { readonly ticketNo: string } & (
  | { readonly result: 'done' | 'unknown' }
  /** By ECPay, or by its record, in which the ticket has another state: nothing of ours was done. */
  | { readonly result: 'refused'; readonly code: string; readonly words: string }
  | ({ readonly result: 'notSent' } & NotSent)
);

/** What became of each ticket, in the order of the request, and ECPay's record afterwards, where it could be read. */
export interface UpdateTicketsResult {
  readonly moves: readonly TicketUpdateResult[];
  readonly record?: ProviderOrder;
}
