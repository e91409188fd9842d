/** The activities as the workflow calls them. `activities/` implements these interfaces. */
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { MerchantEvent } from './merchant-events.js';
import type { Payment } from './order.js';
import type { Submission } from './submission.js';
import type { TicketAction, TicketIdentity } from './ticket-actions.js';
import type { OrderTiming } from './timing.js';

/** Activities that call ECPay, on the task queue `ecticket-provider`. */
export interface ProviderActivities {
  /**
   * Checks an order that another workflow has started as `ECTicketClient.placeOrder` checks an order before it starts:
   * by the rules of ECPay's Issue page and its catalogue, and for a number that differs only in case from another's.
   */
  readonly checkPlacement: (request: CheckPlacementRequest) => Promise<CheckPlacementResult>;
  /** Polls ECPay's payment system until it finds the payment, or until `pollUntil`. */
  readonly checkPayment: (request: CheckPaymentRequest) => Promise<CheckPaymentResult>;
  /**
   * Sends the order to ECPay, if requested after checking its payment. However often it is attempted, ECPay issues the
   * order once.
   */
  readonly issue: (request: IssueRequest) => Promise<IssueOutcome>;
  /** Polls ECPay until the tickets are issued, or until `pollUntil`. */
  readonly pollIssuance: (request: PollIssuanceRequest) => Promise<PollIssuanceResult>;
  /** Polls ECPay until the bank has confirmed more of a refund, or until the order's `refundLimit`. */
  readonly pollRefund: (request: PollRefundRequest) => Promise<PollRefundResult>;
  /** Reads ECPay's record of an order. */
  readonly fetchOrder: (request: FetchOrderRequest) => Promise<ProviderOrder>;
  /**
   * Redeems or refunds tickets, or cancels either. However often it is attempted, it acts on each ticket at most once.
   */
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

interface CheckPlacementRequest {
  readonly order: TicketOrder;
  /** The amount due in NT$, compared with the catalogue's prices. */
  readonly amount: number | undefined;
  /** The payment is checked in ECPay's payment system before Issue, even if the merchant confirms it. */
  readonly needsPaymentKeys: boolean;
  /** Whether to check products and prices in ECPay's catalogue. */
  readonly checkCatalogue: boolean;
  /** The order may have been issued before a reset. An order that ECPay has is not checked. */
  readonly mayBeIssued: boolean;
}

type CheckPlacementResult =
  { readonly outcome: 'valid' } | { readonly outcome: 'invalid'; readonly violations: readonly Violation[] };

export interface CheckPaymentRequest {
  readonly ref: OrderRef;
  /** The kind of notification that reported the payment. Left out: the merchant confirmed it. */
  readonly source?: NonNullable<Payment['source']>;
  /** Milliseconds since the epoch, by the Temporal server's clock. Left out: polls without a limit. */
  readonly pollUntil?: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** The order already needs attention: configuration failures are retried as well. */
  readonly isAttentionRaised: boolean;
}

/**
 * - `paid`: the payment as ECPay has it.
 * - `trusted`: the merchant's settings accept payment notifications without this check.
 * - `unpaid`: `code` is ECPay's TradeStatus.
 * - `unanswered`: ECPay did not answer in time, and may have the payment. `code` and `message` are of the last error.
 */
export type CheckPaymentResult =
  | ({ readonly outcome: 'paid' } & Required<Pick<Payment, 'amount' | 'reference' | 'method'>> &
      Pick<Payment, 'paidAt'>)
  | { readonly outcome: 'trusted' }
  | { readonly outcome: 'unpaid'; readonly code: string }
  | { readonly outcome: 'unanswered'; readonly code: string; readonly message: string };

/** A payment that ECPay's payment system has, or that needs no check. */
export type CheckedPayment = Exclude<CheckPaymentResult, { readonly outcome: 'unpaid' | 'unanswered' }>;

export interface IssueRequest {
  readonly order: TicketOrder;
  /** Check the payment first, and send the order only if ECPay's payment system confirms it. */
  readonly paymentCheck?: {
    /** The kind of notification that reported the payment. Left out: the merchant confirmed it. */
    readonly source?: NonNullable<Payment['source']>;
    /** The amount due in NT$. Left out: any amount is accepted. */
    readonly due?: number;
  };
  /** What earlier activities may have sent. */
  readonly priorSubmission: Submission;
  /** The order already needs attention: configuration failures are retried as well. */
  readonly isAttentionRaised: boolean;
}

/**
 * - `refused` by ECPay, or `invalid` by ECPay's rules and not sent.
 * - `notSent`: nothing was ever sent, because ECPay's payment system did not confirm the payment. `payment` is set if
 *   it has a payment for which the order must not be issued.
 *
 * `payment`: the result of the payment check, if there was one.
 */
export type IssueOutcome = { readonly payment?: CheckedPayment } & (
  | {
      readonly outcome: 'accepted';
      /** ECPay has an order under this number but has not confirmed that it is this one. */
      readonly numberWasKnown: boolean;
    }
  | { readonly outcome: 'refused' | 'invalid'; readonly code: string; readonly message: string }
  | { readonly outcome: 'notSent' }
);

/** Times are milliseconds since the epoch, by the Temporal server's clock. */
export interface PollIssuanceRequest {
  readonly ref: OrderRef;
  /** When ECPay accepted the order. */
  readonly acceptedAt: number;
  readonly timing: OrderTiming;
  /** Poll now. Otherwise the first poll waits until the scheduled job has had time. */
  readonly pollImmediately: boolean;
  /** ECPay may not have the order. The outcome is then `unknown`; otherwise "not found" counts as pending. */
  readonly mayBeUnknown?: true;
  /** With `mayBeUnknown`: ECPay should have the order, so that only repeated refusals mean that it does not. */
  readonly isExpected?: true;
  /** A record with fewer tickets counts as pending. Left out: the number is unknown. */
  readonly ticketsOrdered?: number;
  /** Return `processing` if the result is still pending at this time. Left out: polls without a limit. */
  readonly pollUntil?: number;
  /** The order already needs attention: configuration failures are retried as well. */
  readonly isAttentionRaised: boolean;
}

export type PollIssuanceResult =
  /** `asOf`: when the record was requested, by the Temporal server's clock. */
  | { readonly outcome: 'issued'; readonly record: ProviderOrder; readonly asOf: number }
  | { readonly outcome: 'failed'; readonly message: string }
  | { readonly outcome: 'unknown' }
  /** `code` and `message` are set if the last poll failed or found too few tickets. */
  | { readonly outcome: 'processing'; readonly code?: string; readonly message?: string };

export interface PollRefundRequest {
  readonly ref: OrderRef;
  /** NT$ that the bank had confirmed before. */
  readonly confirmed: number;
  /**
   * Milliseconds since the epoch, by the Temporal server's clock. The poll interval and `refundLimit` count from here.
   */
  readonly pollingSince: number;
  readonly timing: OrderTiming;
}

export interface PollRefundResult {
  /** NT$ of the whole order, more than was confirmed before. Left out: nothing was confirmed within the limit. */
  readonly refundedAmount?: number;
  /** The error code of the last poll, if it failed. */
  readonly code?: string;
}

export interface FetchOrderRequest {
  readonly ref: OrderRef;
  /** The order already needs attention: configuration failures are retried as well. */
  readonly isAttentionRaised: boolean;
}

export interface UpdateTicketsRequest {
  readonly ref: OrderRef;
  readonly action: TicketAction;
  /** According to the order's latest record, the action applies to each of them. */
  readonly tickets: readonly TicketIdentity[];
  readonly storeId?: string;
  readonly operator?: string;
  readonly reason?: string;
  /** NT$ that the merchant keeps of each ticket's money. */
  readonly fee?: number;
  /** The activity's schedule-to-start timeout, in milliseconds. Temporal does not report it to an activity. */
  readonly scheduleToStartTimeout: number;
}

/** Why nothing was sent to ECPay for a ticket. */
export type NotSent =
  | { readonly reason: 'outOfTime' }
  /** `retryAt`: milliseconds since the epoch. */
  | { readonly reason: 'throttled'; readonly retryAt: number }
  | { readonly reason: 'failed'; readonly code: string; readonly message: string };

/**
 * The result for one ticket.
 *
 * - `done`: ECPay accepted this request.
 * - `refused`: by ECPay, or because ECPay's record shows another state. This request changed nothing.
 * - `notSent`: no request was sent.
 * - `unknown`: a request was sent and its answer was lost. If the ticket has the requested state, somebody else may
 *   have changed it.
 */
export type TicketUpdateResult = { readonly ticketNo: string } & (
  | { readonly result: 'done' | 'unknown' }
  | { readonly result: 'refused'; readonly code: string; readonly message: string }
  | ({ readonly result: 'notSent' } & NotSent)
);

export interface UpdateTicketsResult {
  /** One per ticket, in the order of the request. */
  readonly results: readonly TicketUpdateResult[];
  /** ECPay's record afterwards. Left out if it could not be read. */
  readonly record?: ProviderOrder;
}
