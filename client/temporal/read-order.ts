/** The whole of an order: the result of a run that ended by itself, or what a worker answers. */
import {
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { orderQuery, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { TicketOrderWorkflow } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { WorkerFailedError } from '../errors/worker-failed-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import type { ClosedExecution, OrderExecution, OrderExecutions } from './order-executions.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import { callTemporal, isClosedUnread, isNotFound, isWorkerSilence, typedError } from './temporal-call.js';

/** The order as it is now. Undefined where Temporal knows of none. @throws as {@link readOrder}. */
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
 * The order. One that ended by itself is read from that run's result, whatever has begun since; any other takes a
 * worker. {@link CHANGED} where the order is not as `execution` has it any more, and cannot be read for it.
 *
 * @throws WorkerUnavailableError, WorkerFailedError, OrderStuckError; OrderEndedError where its workflow was closed
 *   so that nothing can be read.
 */
export async function readOrder(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  return execution.state === 'completed'
    ? await readResult(orders, workflowId, execution, timeoutMs)
    : await query(orders, workflowId, execution, timeoutMs);
}

/** How the order was when this run ended; {@link CHANGED} where Temporal keeps that run no longer. */
export async function readResult(
  { client }: OrderExecutions,
  workflowId: string,
  { runId }: ClosedExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  const answers = [WorkflowNotFoundError, WorkflowFailedError, WorkflowContinuedAsNewError];
  const ended = client.workflow.getHandle<TicketOrderWorkflow>(workflowId, runId, { followRuns: false });
  try {
    return await callTemporal(client, () => ended.result(), { workflowId, timeoutMs, answers });
  } catch (error) {
    if (answers.some((answer) => error instanceof answer)) return CHANGED;
    throw error;
  }
}

async function query(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
  timeoutMs?: number,
): Promise<OrderSnapshot | typeof CHANGED> {
  const { client } = orders;
  const handle = client.workflow.getHandle<TicketOrderWorkflow>(workflowId);
  try {
    return await callTemporal(client, () => handle.query(orderQuery), { timeoutMs, answers: [Error] });
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) throw new WorkerFailedError(workflowId, orderQuery.name);
    const cannotAnswer = error instanceof QueryRejectedError || isClosedUnread(error);
    const mayHaveChanged = cannotAnswer || isWorkerSilence(error) || isNotFound(error);
    if (!mayHaveChanged) throw typedError(error, { workflowId });
    const now = await orders.describe(workflowId, timeoutMs);
    if (now?.runId !== execution.runId || now.state !== execution.state) return CHANGED;
    if (isWorkerSilence(error)) throw new WorkerUnavailableError(workflowId);
    if (now.state === 'running') return CHANGED;
    throw new OrderEndedError(workflowId, now.end, 'nothing of it can be read.');
  }
}
