/** Reads the snapshot of an order: the result of a completed run, or the answer of a worker to the query `order`. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { orderQuery, type OrderSnapshot, type TicketOrderWorkflow } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderStuckError } from '../errors/order-stuck-error.js';
import { WorkerVersionMismatchError } from '../errors/worker-version-mismatch-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import type { ClosedExecution, OrderExecution, OrderExecutions } from './order-executions.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import { callTemporal, closedBeforeFirstTask, isNotFound, isQueryTimeout, toTypedError } from './temporal-call.js';

/** Milliseconds before each attempt of a query that a worker failed to process. */
const QUERY_PAUSES_MS = [0, 100, 400] as const;

/** The worker's message if the workflow has no such query. */
const NO_HANDLER = /did not register a handler for/;

/** Reads an order as it is now; undefined if Temporal has none. @throws The errors of {@link readOrder}. */
export async function readCurrentOrder(
  orders: OrderExecutions,
  workflowId: string,
): Promise<OrderSnapshot | undefined> {
  return await retryOnChange(async () => {
    const execution = await orders.describe(workflowId);
    return execution && (await readOrder(orders, workflowId, execution));
  });
}

/**
 * Reads an order. A completed run is read from its result, even if a newer run has started; any other run needs a
 * worker.
 *
 * @param execution The run to read, as `describe` returned it.
 * @param timeoutMs Milliseconds for each call to Temporal.
 * @returns {@link CHANGED} if the order no longer is as `execution` describes it, and cannot be read for that reason.
 * @throws WorkerUnavailableError, WorkerVersionMismatchError, OrderStuckError if no worker can answer.
 * @throws OrderEndedError if the workflow was closed from outside and its state cannot be read.
 */
export async function readOrder(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  return execution.state === 'completed'
    ? await readResult(orders, workflowId, execution, timeoutMs)
    : await queryOrder(orders, workflowId, execution, timeoutMs);
}

/** Reads the order as it was when this run completed; {@link CHANGED} if Temporal no longer holds the run. */
export async function readResult(
  { client }: OrderExecutions,
  workflowId: string,
  { runId }: ClosedExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  const expectedErrors = [WorkflowNotFoundError, WorkflowFailedError, WorkflowContinuedAsNewError];
  const handle = client.workflow.getHandle<TicketOrderWorkflow>(workflowId, runId, { followRuns: false });
  try {
    return await callTemporal(client, () => handle.result(), { workflowId, timeoutMs, expectedErrors });
  } catch (error) {
    if (expectedErrors.some((expected) => error instanceof expected)) return CHANGED;
    throw error;
  }
}

async function queryOrder(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  try {
    return await queryWorker(orders, workflowId, timeoutMs);
  } catch (error) {
    if (error instanceof OrderStuckError || error instanceof WorkerVersionMismatchError) throw error;
    const cannotAnswer = error instanceof QueryRejectedError || closedBeforeFirstTask(error);
    const mayHaveChanged = cannotAnswer || isQueryTimeout(error) || isNotFound(error);
    if (!mayHaveChanged) throw toTypedError(error, orders.client, { workflowId });
    const now = await orders.describe(workflowId, timeoutMs);
    if (now?.runId !== execution.runId || now.state !== execution.state) return CHANGED;
    if (isQueryTimeout(error)) throw new WorkerUnavailableError(workflowId);
    if (now.state === 'running') return CHANGED;
    throw new OrderEndedError(workflowId, now.end, 'its state cannot be read.');
  }
}

/**
 * Sends the query, and repeats it if a worker failed to process it: a run that closes or moves to another worker at
 * that moment can be read again at once. The SDK reports every such failure as a QueryNotRegisteredError.
 *
 * @throws OrderStuckError if no worker could process the query.
 * @throws WorkerVersionMismatchError if the worker has no handler for the query.
 */
async function queryWorker(
  { client }: OrderExecutions,
  workflowId: string,
  timeoutMs?: number,
): Promise<OrderSnapshot> {
  const handle = client.workflow.getHandle<TicketOrderWorkflow>(workflowId);
  for (const pause of QUERY_PAUSES_MS) {
    if (pause > 0) await sleep(pause);
    try {
      return await callTemporal(client, () => handle.query(orderQuery), { timeoutMs, expectedErrors: [Error] });
    } catch (error) {
      if (!(error instanceof QueryNotRegisteredError)) throw error;
      if (NO_HANDLER.test(error.message)) throw new WorkerVersionMismatchError(workflowId, orderQuery.name);
    }
  }
  throw new OrderStuckError(workflowId);
}
