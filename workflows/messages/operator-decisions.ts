/** The updates by which an operator decides about an order that needs attention or is no longer wanted. */
import { defineUpdate } from '@temporalio/workflow';
import type { TicketOrder } from '../../ecticket/order.js';
import type { WithRequestKey } from './ticket-actions.js';
import type { OrderStatus } from './order.js';

/** Who decided, and why. Kept in the order and sent to the merchant with the event. */
export interface Decision {
  /** Up to 200 characters. */
  readonly by: string;
  /** Up to 200 characters. */
  readonly why: string;
}

/** A decision to issue the order again. */
export interface Resubmission extends Decision {
  /**
   * The complete corrected order. Left out: the order is issued unchanged. It keeps its number, except after
   * `issuanceFailed` and `numberTaken`: a new number then creates another order, paid with this order's payment, and
   * each order names the other.
   */
  readonly order?: TicketOrder;
  /**
   * What the customer has paid, in NT$. States that this is enough for the order, whatever its price is. Left out: the
   * price of a corrected order with other items must equal what was paid.
   */
  readonly amount?: number;
}

/** The payload of the update `resubmit`, as the client sends it. */
export interface ResubmissionRequest extends Resubmission {
  /** The price of the corrected order in ECPay's catalogue, in NT$. The workflow cannot read the catalogue. */
  readonly catalogueTotal?: number;
  /** The decision is one about many orders. The order refuses it unless ECPay or its rules refused the order. */
  readonly bulk?: true;
}

/**
 * Why a decision was refused.
 *
 * - `INVALID_REQUEST`: `by` or `why` is missing, or the corrected order has an invalid field, which the message names.
 * - `NOTHING_TO_DECIDE`: the decision does not apply in the order's status.
 * - `ANOTHER_NUMBER`: the corrected order has another merchant, or a new number that it must not have.
 * - `NUMBER_TAKEN`: the new number belongs to another order, or the order needs a new number.
 * - `AMOUNT_MISMATCH`: the price of the corrected order is unknown, or differs from what was paid.
 * - `NOT_IN_BULK`: the order needs a decision of its own, and this one is about many orders.
 * - `UPDATE_ID_REUSED`: the update id was used for a different request.
 */
export type DecisionRefusalCode =
  | 'INVALID_REQUEST'
  | 'NOTHING_TO_DECIDE'
  | 'ANOTHER_NUMBER'
  | 'NUMBER_TAKEN'
  | 'AMOUNT_MISMATCH'
  | 'ISSUE_UNANSWERED'
  | 'NOT_IN_BULK'
  | 'UPDATE_ID_REUSED';

/** The result of a decision. */
export interface DecisionOutcome extends WithRequestKey {
  /** The order's status after the decision. */
  readonly status: OrderStatus;
}

// A refused update fails with an ApplicationFailure whose type is a DecisionRefusalCode.

/** Issues an order again that needs attention, unchanged or corrected. */
export const resubmit = defineUpdate<DecisionOutcome, [ResubmissionRequest]>('resubmit');
/**
 * Ends an order that needs attention and has no tickets. If ECPay may have tickets, the order queries ECPay first.
 * The payment, if any, is the merchant's to return when the order has ended.
 */
export const abandon = defineUpdate<DecisionOutcome, [Decision]>('abandon');
/** Cancels an order that was not sent to ECPay, or that ECPay has refused. */
export const cancelOrder = defineUpdate<DecisionOutcome, [Decision]>('cancelOrder');
