/** Finds and deletes everything that Temporal has about an order (docs/decisions/0042). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { TemporalUnavailableError } from '../client/index.js';
import { isFinalStatus, isOrderStatus } from '../client/order-status.js';
import { findRecords, type RecordOfPayment } from '../client/payments/unmatched-payments.js';
import {
  NUMBER_RESERVATION,
  OrderExecutions,
  reservedFor,
  type NumberReservation,
  type OrderExecution,
} from '../client/temporal/order-executions.js';
import { readResult } from '../client/temporal/read-order.js';
import { CHANGED } from '../client/temporal/retry-on-change.js';
import { queryRuns, readRuns, MAX_PAGE_SIZE } from '../client/temporal/read-runs.js';
import { callTemporal } from '../client/temporal/temporal-call.js';
import type { OrderRef } from '../ecticket/order.js';
import { TICKET_ORDER, workflowIdOf } from '../workflows/messages/names.js';
import { STATUS } from '../workflows/messages/search-attribute-keys.js';
import { NumberInOtherCaseError, type LastRun } from './forget-errors.js';
import type { OrderName } from './order-name.js';

/**
 * Milliseconds. A server deletes a run after it has saved that the tasks of the run's end are done, first those of the
 * run, then those of the index. It saves both every 30 seconds and tries again at growing intervals, so that deleting
 * an order that has just ended takes more than a minute at worst.
 */
const DELETION_TIMEOUT_MS = 180_000;
const POLL_INTERVAL_MS = 200;

/** gRPC status code. */
const NOT_FOUND = 5;

/** A workflow execution with something about the order. */
interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** What Temporal has about an order. */
export interface OrderTraces {
  readonly workflowId: string;
  /** Undefined if Temporal has no run of the order. */
  readonly lastRun: LastRun | undefined;
  /**
   * Every run of the order, the newest last: after a continue-as-new, a reset or an adoption there are several. Runs of
   * other workflow types under the same id, such as another order's reservation, are not among them.
   */
  readonly runs: readonly Run[];
  /** The records of payments that named the order and that it did not have. */
  readonly payments: readonly RecordOfPayment[];
  /** The order's reservation of its number in lower case. */
  readonly reservations: readonly Run[];
  /** The orders that this one replaces, or that replace it. They concern the same customer. */
  readonly related: readonly OrderRef[];
}

/** @throws NumberInOtherCaseError if only an order in another letter case has the number; the errors of `callTemporal` */
export async function findTraces(client: Client, name: OrderName): Promise<OrderTraces> {
  const orders = new OrderExecutions(client);
  const workflowId = idOf(name);
  const found = await orders.find(workflowId);
  const newest = isOrder(found) ? found : undefined;
  const listed = await listRuns(client, workflowId, TICKET_ORDER);
  // If a deletion stopped halfway, older runs may be left. A reservation always belongs to another order.
  if (newest === undefined && (found !== undefined || listed.length === 0)) await refuseOtherCase(orders, name);
  const runs = addUnlisted(listed, workflowId, newest?.runId);
  return {
    workflowId,
    lastRun: newest === undefined ? lastListed(listed) : lastRunOf(newest),
    runs,
    payments: await findPayments(orders, name, runs.length > 0),
    reservations: await findReservations(orders, name),
    related: newest === undefined ? [] : await relatedOrders(orders, workflowId, newest),
  };
}

/**
 * Deletes the runs, payments and reservations, and waits until Temporal has neither them nor their index entries.
 *
 * The newest run is deleted after the older ones: it is the one that shows that the order has ended. The reservations
 * are deleted last: an order that is adopted again meanwhile keeps its number.
 */
export async function deleteTraces(client: Client, traces: OrderTraces): Promise<void> {
  const { workflowId, runs, payments, reservations } = traces;
  const end = Date.now() + DELETION_TIMEOUT_MS;
  await deleteRuns(client, [...payments, ...runs.slice(0, -1)], end);
  await deleteRuns(client, runs.slice(-1), end);
  if (isOrder(await new OrderExecutions(client).find(workflowId)))
    throw new TemporalUnavailableError('the order was adopted again while it was deleted');
  await deleteRuns(client, reservations, end);
}

function idOf({ merchantId, tradeNo }: OrderName): string {
  return workflowIdOf({ merchantId, merchantTradeNo: tradeNo });
}

/** Refuses a number that only an order in another case has: only that order's own name deletes its reservation. */
async function refuseOtherCase(orders: OrderExecutions, name: OrderName): Promise<void> {
  const writtenAs = await findOtherCase(orders, name);
  if (writtenAs === undefined) return;
  const { merchantId, tradeNo } = name;
  throw new NumberInOtherCaseError(idOf(name), `${merchantId}/${tradeNo}`, `${merchantId}/${writtenAs}`);
}

/** The number as an order in another case writes it, or as the reservation does that has the id of this number. */
async function findOtherCase(orders: OrderExecutions, { merchantId, tradeNo }: OrderName): Promise<string | undefined> {
  const find = async (form: string) => await orders.find(idOf({ merchantId, tradeNo: form }));
  const [lower, upper] = [tradeNo.toLowerCase(), tradeNo.toUpperCase()];
  const reserved = await find(lower);
  const number = reserved !== undefined && 'number' in reserved ? reserved.number : undefined;
  const forms = new Set([lower, upper, ...(number === undefined ? [] : [number])]);
  forms.delete(tradeNo);
  for (const form of forms) if (isOrder(await find(form))) return form;
  // The reservation may be of an order that was refused, or that a client is about to start.
  return tradeNo === lower ? number : undefined;
}

/** Whether an order has the id, and not a reservation or a workflow of another type. */
function isOrder(found: OrderExecution | NumberReservation | undefined): found is OrderExecution {
  return found !== undefined && 'type' in found && found.type === TICKET_ORDER;
}

function lastRunOf({ status, ...execution }: OrderExecution): LastRun {
  if (execution.state === 'running') return { status, workflowStatus: undefined, hasEnded: false };
  const { state, end } = execution;
  return { status, workflowStatus: end.workflowStatus, hasEnded: state === 'completed' || end.status !== undefined };
}

/** The newest of the runs that are left of an order whose newest run was deleted. */
function lastListed(runs: readonly WorkflowExecutionInfo[]): LastRun | undefined {
  const last = runs.at(-1);
  if (last === undefined) return undefined;
  const status = last.typedSearchAttributes.get(STATUS);
  return {
    status: isOrderStatus(status) ? status : undefined,
    workflowStatus: last.status.name,
    hasEnded: last.status.name === 'COMPLETED' || isFinalStatus(status),
  };
}

/** The runs of this workflow type under an id, the newest last. */
async function listRuns(client: Client, workflowId: string, type: string): Promise<readonly WorkflowExecutionInfo[]> {
  // A workflow id has neither quotes nor backslashes: the number of an order has letters and digits only.
  const found = queryRuns(client, `WorkflowId = '${workflowId}' AND WorkflowType = '${type}'`, MAX_PAGE_SIZE);
  const runs = await readRuns(client, found, Infinity);
  return runs.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
}

/** Adds the newest run, which the index may not have yet. */
function addUnlisted(listed: readonly Run[], workflowId: string, newest: string | undefined): readonly Run[] {
  const runs = listed.map(({ runId }) => ({ workflowId, runId })).filter(({ runId }) => runId !== newest);
  return newest === undefined ? runs : [...runs, { workflowId, runId: newest }];
}

/** Payments that named the order in another case count too, unless there is an order that is written so. */
async function findPayments(
  orders: OrderExecutions,
  { merchantId, tradeNo }: OrderName,
  isKnown: boolean,
): Promise<readonly RecordOfPayment[]> {
  const payments: RecordOfPayment[] = [];
  for (const payment of await findRecords(orders.client, { merchantId, tradeNo })) {
    const isNamed = payment.tradeNo === tradeNo;
    const isOthers = async () => isOrder(await orders.find(idOf({ merchantId, tradeNo: payment.tradeNo })));
    if (isNamed || (isKnown && !(await isOthers()))) payments.push(payment);
  }
  return payments;
}

async function findReservations(orders: OrderExecutions, { merchantId, tradeNo }: OrderName): Promise<readonly Run[]> {
  const lower = tradeNo.toLowerCase();
  if (lower === tradeNo) return [];
  const workflowId = idOf({ merchantId, tradeNo: lower });
  const newest = await orders.reservation(workflowId);
  const listed = await listRuns(orders.client, workflowId, NUMBER_RESERVATION);
  const own = listed.filter(({ memo }) => reservedFor(memo) === tradeNo);
  return addUnlisted(own, workflowId, newest?.number === tradeNo ? newest.runId : undefined);
}

async function relatedOrders(orders: OrderExecutions, workflowId: string, newest: OrderExecution) {
  if (newest.state !== 'completed') return [];
  const result = await readResult(orders, workflowId, newest);
  if (result === CHANGED) return [];
  return [result.replaces, result.replacedBy].flatMap((ref) => ref ?? []);
}

async function deleteRuns(client: Client, runs: readonly Run[], end: number): Promise<void> {
  for (const run of runs) await deleteRun(client, run);
  for (const run of runs) {
    while (await isLeft(client, run)) {
      if (Date.now() > end) throw new TemporalUnavailableError(`${run.workflowId} is not deleted yet`);
      await sleep(POLL_INTERVAL_MS);
    }
  }
}

async function deleteRun(client: Client, { workflowId, runId }: Run): Promise<void> {
  const { namespace } = client.options;
  await callTemporal(
    client,
    () =>
      client.workflowService
        .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } })
        .catch(ignoreNotFound),
    { workflowId },
  );
}

/** Whether Temporal still has the run, or the index does. */
async function isLeft(client: Client, { workflowId, runId }: Run): Promise<boolean> {
  const { namespace } = client.options;
  const describe = () =>
    client.workflowService
      .describeWorkflowExecution({ namespace, execution: { workflowId, runId } })
      .catch(ignoreNotFound);
  const count = () => client.workflowService.countWorkflowExecutions({ namespace, query: `RunId = '${runId}'` });
  if ((await callTemporal(client, describe, { workflowId })) !== undefined) return true;
  return (await callTemporal(client, count, { workflowId })).count.gt(0);
}

/** @returns undefined if Temporal does not have the run */
function ignoreNotFound(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
}
