/** What a person decides about an order that cannot go on by itself, or that is not wanted any more. */
import { defineUpdate } from '@temporalio/workflow';
import type { TicketOrder } from '../../ecticket/order.js';
import type { WithRequestKey } from './ticket-actions.js';
import type { OrderStatus } from './order.js';

/** Who decided, and why; kept with the order and told to the merchant. */
export interface Decision {
  readonly by: string;
  readonly why: string;
}

export interface Resubmission extends Decision {
  /**
   * The whole order with its fields corrected; left out, it is issued as it stands. Under the same number, unless ECPay has
   * used that up: after `issuanceFailed` or `numberTaken` a new one makes another order, paid with this one's money, and each names the other.
   */
  readonly order?: TicketOrder;
}

/** Why a decision was not taken: the order does not wait for it, or what was said cannot be read. */
export type DecisionRefusalCode =
  'INVALID_REQUEST' | 'NOTHING_TO_DECIDE' | 'ANOTHER_NUMBER' | 'NUMBER_TAKEN' | 'UPDATE_ID_REUSED';

/** The status that follows a decision. */
export interface DecisionOutcome extends WithRequestKey {
  readonly status: OrderStatus;
}

/** Rejected by a validator with an ApplicationFailure whose type is a {@link DecisionRefusalCode}. */
export const resubmit = defineUpdate<DecisionOutcome, [Resubmission]>('resubmit');
export const abandon = defineUpdate<DecisionOutcome, [Decision]>('abandon');
export const cancelOrder = defineUpdate<DecisionOutcome, [Decision]>('cancelOrder');
