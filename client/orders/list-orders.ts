import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { IssueType, OrderRef } from '../../ecticket/order.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { DUE_AT, ISSUE_TYPE, MERCHANT_ID, STATUS, UNUSED } from '../../workflows/messages/search-attribute-keys.js';
import { isMerchantId, isOrderRef } from './order-ref.js';
import { newestRuns, TOGETHER } from '../temporal/newest-runs.js';
import { isOrderStatus, ORDER_STATUSES } from './order-status.js';
import { LARGEST_PAGE, queryRuns, readRuns } from '../temporal/read-runs.js';
import { ViolationList } from '../violation-list.js';

export interface OrderFilter {
  readonly status?: OrderStatus;
  readonly merchantId?: string;
  /** Only running orders that stand still because their workflow tasks keep failing. Needs Temporal 1.30 or later. */
  readonly taskFailures?: boolean;
  /** At most so many. Default: all. */
  readonly limit?: number;
}

/** An order as a list shows it, from the search attributes; `getOrder` tells the whole. */
export interface OrderSummary {
  readonly ref: OrderRef;
  readonly workflowId: string;
  readonly status: OrderStatus | undefined;
  readonly issueType: IssueType | undefined;
  /** How many tickets are unused; undefined before the order is issued. */
  readonly unused: number | undefined;
  /** Until when it waits for what it waits for: payment, tickets, the end of escrow. */
  readonly dueAt: Date | undefined;
  /** Why a running order's workflow tasks keep failing, such as `NonDeterministicError`; undefined while they succeed. */
  readonly taskFailure: string | undefined;
  readonly placedAt: Date;
  /** Undefined while it goes on. */
  readonly endedAt: Date | undefined;
}

const REPORTED_PROBLEMS = defineSearchAttributeKey('TemporalReportedProblems', 'KEYWORD_LIST');

/** As a query: the workflow runs, and its tasks have failed or timed out in a row, by default five times. */
export const TASKS_FAIL = `ExecutionStatus = 'Running' AND ${REPORTED_PROBLEMS.name} IS NOT NULL`;

/** Orders by filter, page by page as they are asked for. See {@link ECTicketClient.listOrders}. */
export async function* listOrders(client: Client, filter: OrderFilter): AsyncGenerator<OrderSummary, void, undefined> {
  const { limit = Infinity } = filter;
  const runs = queryRuns(client, queryOf(filter), Math.min(limit, LARGEST_PAGE));
  // An order that was taken up again has several runs; the newest comes first and speaks for it.
  const listed = new Set<string>();
  while (listed.size < limit) {
    const some = await readRuns(client, runs, Math.min(limit - listed.size, TOGETHER));
    if (some.length === 0) return;
    // Its newest run may stand where this filter does not look, or have begun there after the list did.
    for (const run of filter.status === undefined ? some : await newestRuns(client, some)) {
      const isElsewhere = filter.status !== undefined && run.typedSearchAttributes.get(STATUS) !== filter.status;
      if (isElsewhere || listed.has(run.workflowId)) continue;
      listed.add(run.workflowId);
      yield summaryOf(run);
    }
  }
}

/** @throws InvalidRequestError for what cannot be filtered by. */
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
    `A status is one of ${ORDER_STATUSES.join(', ')}.`,
    'Take one of these, or leave it out for all.',
  );
  violations.check(
    merchantId === undefined || isMerchantId(merchantId),
    'merchantId',
    'merchantId',
    'A merchantId has 1 to 10 letters and digits.',
    "Give ECPay's MerchantID, or leave it out for all.",
  );
  violations.check(
    taskFailures === undefined || typeof taskFailures === 'boolean',
    'taskFailures',
    'boolean',
    'taskFailures is true or false.',
    'Give true for orders whose workflow tasks fail, or leave it out for all.',
  );
  violations.check(
    limit === undefined || (Number.isSafeInteger(limit) && limit > 0),
    'limit',
    'limit',
    'A limit is a whole number above 0.',
    'Give such a number, or leave it out for all.',
  );
}

/** The values are checked: no quote can be among them. */
function queryOf({ status, merchantId, taskFailures = false }: OrderFilter): string {
  return [
    `WorkflowType = '${TICKET_ORDER}'`,
    // An order that continued as new is listed once, as its newest run.
    `ExecutionStatus != 'ContinuedAsNew'`,
    ...(status === undefined ? [] : [`${STATUS.name} = '${status}'`]),
    ...(merchantId === undefined ? [] : [`${MERCHANT_ID.name} = '${merchantId}'`]),
    ...(taskFailures ? [TASKS_FAIL] : []),
  ].join(' AND ');
}

function summaryOf({
  workflowId,
  memo,
  typedSearchAttributes,
  startTime,
  closeTime,
}: WorkflowExecutionInfo): OrderSummary {
  const status = typedSearchAttributes.get(STATUS);
  return {
    ref: isOrderRef(memo?.['orderRef']) ? memo['orderRef'] : refFromId(workflowId),
    workflowId,
    status: isOrderStatus(status) ? status : undefined,
    issueType: typedSearchAttributes.get(ISSUE_TYPE) as IssueType | undefined,
    unused: typedSearchAttributes.get(UNUSED),
    dueAt: typedSearchAttributes.get(DUE_AT),
    taskFailure: closeTime === undefined ? causeIn(typedSearchAttributes.get(REPORTED_PROBLEMS)) : undefined,
    placedAt: startTime,
    endedAt: closeTime,
  };
}

/** The cause, out of `category=WorkflowTaskFailed` and `cause=WorkflowTaskFailedCauseNonDeterministicError`. */
export function causeIn(problems: readonly string[] | undefined): string | undefined {
  const values = new Map((problems ?? []).map((problem) => problem.split('=', 2) as [string, string]));
  return values.get('cause')?.replace(/^WorkflowTaskFailedCause/, '') ?? values.get('category');
}

/** For an order that was started by hand, without this client's memo. Either kind of number gives the same id. */
function refFromId(workflowId: string): OrderRef {
  const [, merchantId = '', merchantTradeNo = ''] = workflowId.split('/');
  return { merchantId, merchantTradeNo };
}
