/** The workflows `rebuildOrders` and `resubmitOrders`: their input, query and result, and their activities. */
import { defineQuery } from '@temporalio/workflow';
import type { OrderRef } from '../../ecticket/order.js';
import type { Decision } from './operator-decisions.js';
import type { Attention } from './order.js';

/** The workflow types. */
export const REBUILD_ORDERS = 'rebuildOrders';
export const RESUBMIT_ORDERS = 'resubmitOrders';

/** Most orders of one workflow: its input stays far below Temporal's payload limit of 2 MB. */
export const MAX_ORDERS = 5000;

export interface RebuildInput {
  readonly orders: readonly OrderRef[];
  /** Orders per second that are adopted. Each makes its worker read ECPay's record. */
  readonly ordersPerSecond: number;
}

/** The progress of a rebuild. After it has ended, its result. */
export interface RebuildProgress {
  readonly total: number;
  /** Orders for which a workflow was started. */
  readonly adopted: number;
  /** Orders whose workflow was running. It reads ECPay's record again. */
  readonly running: number;
  /** Orders that have read ECPay's record since the rebuild began, and agree with it. */
  readonly agreeing: number;
  /** Orders that have not read it yet. */
  readonly pending: number;
  readonly problems: readonly RebuildProblem[];
}

/** An order that needs an operator, or that cannot be rebuilt. */
export interface RebuildProblem {
  readonly order: OrderRef;
  /**
   * - `unpaid`: the order awaits its payment, as far as Temporal has recorded.
   * - `unknownToECPay`: ECPay has no order with this number.
   * - `replaced`: another order replaced this one.
   * - `numberTaken`: the number differs only in case from that of another order, or ECPay's tickets under it are not
   *   this order's.
   * - `unread`: the order cannot be read, or has not read ECPay's record within a day.
   */
  readonly problem: 'unpaid' | 'unknownToECPay' | 'replaced' | 'numberTaken' | 'unread';
}

/**
 * Whether many orders may be resubmitted by one decision, per reason for their attention. ECPay or its rules refused
 * such an order, and ECPay has no order under its number. To accept a payment as it is, is a decision about one order.
 * If ECPay may have the order, or if it continues automatically, it gains nothing.
 */
const RESUBMITTED_IN_BULK: Readonly<Record<Attention['reason'], boolean>> = {
  issueRefused: true,
  invalidOrder: true,
  issueDelayed: false,
  issuanceFailed: false,
  issuanceOverdue: false,
  recordUnreadable: false,
  configuration: false,
  numberTaken: false,
  amountMismatch: false,
  paymentMethod: false,
  paymentNotFound: false,
  paymentUnconfirmed: false,
  paidTooLate: false,
  error: false,
};

/** @param reason may be that of a worker with a newer version, which is not resubmitted */
export function isResubmittedInBulk(reason: Attention['reason']): boolean {
  const known: Readonly<Partial<Record<string, boolean>>> = RESUBMITTED_IN_BULK;
  return known[reason] === true;
}

export interface ResubmitInput {
  readonly orders: readonly OrderRef[];
  /** Orders per second that are sent to ECPay again. */
  readonly ordersPerSecond: number;
  readonly decision: Decision;
}

/** The progress of a bulk resubmission. After it has ended, its result. */
export interface ResubmitProgress {
  readonly total: number;
  readonly resubmitted: number;
  /** Orders that did not accept the decision. */
  readonly refused: readonly RefusedResubmission[];
}

export interface RefusedResubmission {
  readonly order: OrderRef;
  /** The code of the error, such as `ORDER_ENDED`; a DecisionRefusalCode if the order refused. */
  readonly code: string;
  /** Why the order needs attention, if that is why it is not resubmitted with others (`NOT_IN_BULK`). */
  readonly reason?: Attention['reason'];
}

export const rebuildProgress = defineQuery<RebuildProgress>('rebuildProgress');
export const resubmitProgress = defineQuery<ResubmitProgress>('resubmitProgress');

/** Activities that read and start orders in Temporal, on the task queue `ecticket`. */
export interface BulkActivities {
  /** Adopts orders that do not run, and has the others read ECPay's record again. Repeating it changes nothing. */
  readonly adoptOrders: (request: AdoptOrdersRequest) => Promise<AdoptOrdersResult>;
  /** Finds out which orders have read ECPay's record. */
  readonly compareOrders: (request: CompareOrdersRequest) => Promise<CompareOrdersResult>;
  /** Sends orders that need attention to ECPay again. Repeating it applies the decision once. */
  readonly resubmitOrders: (request: ResubmitOrdersRequest) => Promise<ResubmitOrdersResult>;
}

interface AdoptOrdersRequest {
  readonly orders: readonly OrderRef[];
  readonly ordersPerSecond: number;
}

export interface AdoptOrdersResult {
  readonly adopted: number;
  readonly running: number;
  readonly problems: readonly RebuildProblem[];
}

interface CompareOrdersRequest {
  readonly orders: readonly OrderRef[];
  /** Milliseconds since the epoch. Only a record that was requested since then counts. */
  readonly since: number;
}

export interface CompareOrdersResult {
  readonly agreeing: number;
  readonly pending: readonly OrderRef[];
  readonly problems: readonly RebuildProblem[];
}

interface ResubmitOrdersRequest extends ResubmitInput {
  /** Of the decision, the same for each order. */
  readonly updateId: string;
}

export type ResubmitOrdersResult = Omit<ResubmitProgress, 'total'>;
