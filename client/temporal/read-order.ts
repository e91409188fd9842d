/** Reads the snapshot of an order: the result of a completed run, or the answer of a worker to the query `order`. */
import {
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { orderQuery, type OrderSnapshot, type TicketOrderWorkflow } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { WorkerVersionMismatchError } from '../errors/worker-version-mismatch-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import type { ClosedExecution, OrderExecution, OrderExecutions } from './order-executions.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import { callTemporal, closedBeforeFirstTask, isNotFound, isQueryTimeout, toTypedError } from './temporal-call.js';

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
  const { client } = orders;
  const handle = client.workflow.getHandle<TicketOrderWorkflow>(workflowId);
  try {
    return await callTemporal(client, () => handle.query(orderQuery), { timeoutMs, expectedErrors: [Error] });
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) throw new WorkerVersionMismatchError(workflowId, orderQuery.name);
    const cannotAnswer = error instanceof QueryRejectedError || closedBeforeFirstTask(error);
    const mayHaveChanged = cannotAnswer || isQueryTimeout(error) || isNotFound(error);
    if (!mayHaveChanged) throw toTypedError(error, { workflowId });
    const now = await orders.describe(workflowId, timeoutMs);
    if (now?.runId !== execution.runId || now.state !== execution.state) return CHANGED;
    if (isQueryTimeout(error)) throw new WorkerUnavailableError(workflowId);
    if (now.state === 'running') return CHANGED;
    throw new OrderEndedError(workflowId, now.end, 'its state cannot be read.');
  }
}
