/** Finds and deletes everything that Temporal has about an order (docs/decisions/0042). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TemporalUnavailableError } from '../client/index.js';
import { findRecords, type RecordOfPayment } from '../client/payments/unmatched-payments.js';
import { OrderExecutions, type OrderExecution } from '../client/temporal/order-executions.js';
import { readResult } from '../client/temporal/read-order.js';
import { CHANGED } from '../client/temporal/retry-on-change.js';
import { queryRuns, readRuns, MAX_PAGE_SIZE } from '../client/temporal/read-runs.js';
import { callTemporal } from '../client/temporal/temporal-call.js';
import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/messages/names.js';
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
  /** The order's newest run; undefined if Temporal has none. */
  readonly newest: OrderExecution | undefined;
  /** Every run of the order: after a continue-as-new, a reset or an adoption there are several. */
  readonly runs: readonly Run[];
  /** The records of payments that named the order and that it did not have. */
  readonly payments: readonly RecordOfPayment[];
  /** The reservation of the order's number in lower case. */
  readonly reservations: readonly Run[];
  /** The orders that this one replaces, or that replace it. They concern the same customer. */
  readonly related: readonly OrderRef[];
}

/** @throws The errors of `callTemporal`. */
export async function findTraces(client: Client, { merchantId, tradeNo }: OrderName): Promise<OrderTraces> {
  const orders = new OrderExecutions(client);
  const workflowId = workflowIdOf({ merchantId, merchantTradeNo: tradeNo });
  const newest = await orders.describe(workflowId);
  const listed = await runsOf(client, workflowId);
  // The index may not have the newest run yet.
  const isListed = newest === undefined || listed.some(({ runId }) => runId === newest.runId);
  const lower = workflowIdOf({ merchantId, merchantTradeNo: tradeNo.toLowerCase() });
  const reserved = lower === workflowId ? undefined : await orders.reservation(lower);
  return {
    workflowId,
    newest,
    runs: isListed ? listed : [...listed, { workflowId, runId: newest.runId }],
    payments: await findRecords(client, { merchantId, tradeNo }),
    reservations: reserved?.number === tradeNo ? await runsOf(client, lower) : [],
    related: newest === undefined ? [] : await relatedOrders(orders, workflowId, newest),
  };
}

/** Deletes the runs, payments and reservations, and waits until Temporal has neither them nor their index entries. */
export async function deleteTraces(client: Client, traces: OrderTraces): Promise<void> {
  const { workflowId, runs, payments, reservations } = traces;
  const all = [...runs, ...payments, ...reservations];
  for (const run of all) await deleteRun(client, run);
  const end = Date.now() + DELETION_TIMEOUT_MS;
  for (const run of all) {
    while (await isLeft(client, run)) {
      if (Date.now() > end) throw new TemporalUnavailableError(`${run.workflowId} is not deleted yet`);
      await sleep(POLL_INTERVAL_MS);
    }
  }
  if ((await new OrderExecutions(client).describe(workflowId)) !== undefined)
    throw new TemporalUnavailableError('the order was adopted again while it was deleted');
}

async function runsOf(client: Client, workflowId: string): Promise<readonly Run[]> {
  // A workflow id has neither quotes nor backslashes: the number of an order has letters and digits only.
  const found = queryRuns(client, `WorkflowId = '${workflowId}'`, MAX_PAGE_SIZE);
  return (await readRuns(client, found, Infinity)).map(({ runId }) => ({ workflowId, runId }));
}

async function relatedOrders(orders: OrderExecutions, workflowId: string, newest: OrderExecution) {
  if (newest.state !== 'completed') return [];
  const result = await readResult(orders, workflowId, newest);
  if (result === CHANGED) return [];
  return [result.replaces, result.replacedBy].flatMap((ref) => ref ?? []);
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
