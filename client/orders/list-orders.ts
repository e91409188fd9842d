import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { IssueType, OrderRef } from '../../ecticket/order.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS, UNUSED } from '../../workflows/messages/search-attribute-keys.js';
import { isMerchantId, isOrderRef } from './order-ref.js';
import { isOrderStatus, ORDER_STATUSES } from '../order-status.js';
import { findNewestRuns, MAX_PAGE_SIZE, MAX_RUNS_PER_QUERY, queryRuns, readRuns } from '../temporal/read-runs.js';
import { ViolationList } from '../violation-list.js';

/** Which orders `listOrders` returns. */
export interface OrderFilter {
  readonly status?: OrderStatus;
  readonly merchantId?: string;
  /** Only running orders whose workflow tasks keep failing. Needs Temporal 1.30 or later. */
  readonly taskFailures?: boolean;
  /** The largest number of orders to return. Default: all. */
  readonly limit?: number;
}

/** An order in a list, read from its search attributes. `getOrder` returns the whole order. */
export interface OrderSummary {
  readonly ref: OrderRef;
  readonly workflowId: string;
  readonly status: OrderStatus | undefined;
  readonly issueType: IssueType | undefined;
  /** The number of unused tickets; undefined before the order is issued. */
  readonly unused: number | undefined;
  /** When the current wait ends: for the payment, for the tickets, or for the end of escrow. */
  readonly dueAt: Date | undefined;
  /**
   * Why a running order's workflow tasks keep failing, such as `NonDeterministicError`; undefined while they succeed.
   */
  readonly taskFailure: string | undefined;
  readonly placedAt: Date;
  /** Undefined while the order runs. */
  readonly endedAt: Date | undefined;
}

const REPORTED_PROBLEMS = defineSearchAttributeKey('TemporalReportedProblems', 'KEYWORD_LIST');

/** Visibility query for running workflows whose tasks failed or timed out repeatedly (by default, five times). */
export const TASK_FAILURES_QUERY = `ExecutionStatus = 'Running' AND ${REPORTED_PROBLEMS.name} IS NOT NULL`;

/** Lists orders, reading pages on demand. Documented at `ECTicketClient.listOrders`. */
export async function* listOrders(client: Client, filter: OrderFilter): AsyncGenerator<OrderSummary, void, undefined> {
  const { limit = Infinity } = filter;
  const runs = queryRuns(client, buildQuery(filter), Math.min(limit, MAX_PAGE_SIZE));
  // An adopted order has several runs. The newest comes first and has the order's status.
  const listed = new Set<string>();
  while (listed.size < limit) {
    const found = await readRuns(client, runs, Math.min(limit - listed.size, MAX_RUNS_PER_QUERY));
    if (found.length === 0) return;
    // A filter by status may find an older run of an order whose newest run has another status.
    for (const run of filter.status === undefined ? found : await findNewestRuns(client, found)) {
      const hasOtherStatus = filter.status !== undefined && run.typedSearchAttributes.get(STATUS) !== filter.status;
      if (hasOtherStatus || listed.has(run.workflowId)) continue;
      listed.add(run.workflowId);
      yield toSummary(run);
    }
  }
}

/** Checks a filter. @throws InvalidRequestError */
export function checkFilter(filter: OrderFilter): void {
  const violations = new ViolationList();
  if (violations.checkFields(filter, '', ['status', 'merchantId', 'taskFailures', 'limit']))
    checkValues(filter, violations);
  if (violations.all.length > 0) throw new InvalidRequestError('listOrders', violations.all);
}

function checkValues({ status, merchantId, taskFailures, limit }: OrderFilter, violations: ViolationList): void {
  violations.check(
    status === undefined || isOrderStatus(status),
    'status',
    'orderStatus',
    `A status must be one of ${ORDER_STATUSES.join(', ')}.`,
    'Use one of these, or leave it out for all.',
  );
  violations.check(
    merchantId === undefined || isMerchantId(merchantId),
    'merchantId',
    'merchantId',
    'A merchantId must have 1 to 10 letters and digits.',
    "Use ECPay's MerchantID, or leave it out for all.",
  );
  violations.check(
    taskFailures === undefined || typeof taskFailures === 'boolean',
    'taskFailures',
    'boolean',
    'taskFailures must be true or false.',
    'Use true for orders whose workflow tasks fail, or leave it out for all.',
  );
  violations.check(
    limit === undefined || (Number.isSafeInteger(limit) && limit > 0),
    'limit',
    'limit',
    'A limit must be a whole number above 0.',
    'Use such a number, or leave it out for all.',
  );
}

/** Builds the visibility query. The values are checked before and contain no quotes. */
function buildQuery({ status, merchantId, taskFailures = false }: OrderFilter): string {
  return [
    `WorkflowType = '${TICKET_ORDER}'`,
    // List an order that continued as new once, as its newest run.
    `ExecutionStatus != 'ContinuedAsNew'`,
    ...(status === undefined ? [] : [`${STATUS.name} = '${status}'`]),
    ...(merchantId === undefined ? [] : [`${MERCHANT_ID.name} = '${merchantId}'`]),
    ...(taskFailures ? [TASK_FAILURES_QUERY] : []),
  ].join(' AND ');
}

function toSummary({
  workflowId,
  memo,
  typedSearchAttributes,
  startTime,
  closeTime,
}: WorkflowExecutionInfo): OrderSummary {
  const status = typedSearchAttributes.get(STATUS);
  return {
    ref: refOfRun({ workflowId, memo }),
    workflowId,
    status: isOrderStatus(status) ? status : undefined,
    issueType: typedSearchAttributes.get(ISSUE_TYPE) as IssueType | undefined,
    unused: typedSearchAttributes.get(UNUSED),
    dueAt: typedSearchAttributes.get(DUE_AT),
    taskFailure:
      closeTime === undefined ? findTaskFailureCause(typedSearchAttributes.get(REPORTED_PROBLEMS)) : undefined,
    placedAt: startTime,
    endedAt: closeTime,
  };
}

/**
 * Finds the cause among the values of TemporalReportedProblems, such as `category=WorkflowTaskFailed` and
 * `cause=WorkflowTaskFailedCauseNonDeterministicError`.
 */
export function findTaskFailureCause(problems: readonly string[] | undefined): string | undefined {
  const values = new Map((problems ?? []).map((problem) => problem.split('=', 2) as [string, string]));
  return values.get('cause')?.replace(/^WorkflowTaskFailedCause/, '') ?? values.get('category');
}

/** The reference of an order that was found by a query. An order that somebody started by hand has no memo. */
export function refOfRun({
  workflowId,
  memo,
}: {
  readonly workflowId: string;
  readonly memo?: Readonly<Record<string, unknown>> | undefined;
}): OrderRef {
  if (isOrderRef(memo?.['orderRef'])) return memo['orderRef'];
  const [, merchantId = '', merchantTradeNo = ''] = workflowId.split('/');
  return { merchantId, merchantTradeNo };
}
