import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.js';
import { PayloadUnreadableError } from '../errors/payload-unreadable-error.js';
import { TemporalCallFailedError } from '../errors/temporal-call-failed-error.js';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';
import { WorkerVersionMismatchError } from '../errors/worker-version-mismatch-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import { callIdOf, type UpdateOptions } from '../update-options.js';
import type { Adoption, AdoptableOrder, OrderExecutions } from './order-executions.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import { sendUpdate, waitForResult } from './send-update.js';

/** An update of an order, and how its failures are reported. */
export interface OrderUpdate<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  /** Returns the error for a refusal of the order, or undefined if the failure is not a refusal. */
  readonly toRefusalError: (failure: ApplicationFailure) => Error | undefined;
  /** Finds out how a closed order is adopted. Without it, closed orders are not adopted. */
  readonly findAdoption?: () => Promise<AdoptableOrder | typeof CHANGED>;
  /** What is not possible if the order has ended. Completes the message of OrderEndedError. */
  readonly consequence: string;
}

/** How long a caller waits for an answer by default, in milliseconds. ECPay has a minute to answer the worker. */
export const DEFAULT_UPDATE_TIMEOUT_MS = 90_000;

/** Temporal's failure type for an accepted update whose workflow ended before it answered. */
const WORKFLOW_ENDED = 'AcceptedUpdateCompletedWorkflow';

/** Temporal's failure type for an update that a worker did not process. Nothing was done. */
const NOT_PROCESSED = 'UnprocessedUpdate';

/** The SDK's message for an update whose name has no handler in the workflow. */
const NO_HANDLER = /^No registered handler for update/;

/** How often a worker may leave an update unprocessed before the call fails. */
const MAX_UNPROCESSED = 3;

/**
 * Sends an update to an order and waits for its result. If the order starts or ends meanwhile, the update is sent again
 * with the same update id, so that the order acts at most once.
 *
 * @throws The error of `toRefusalError` if the order refuses.
 * @throws OutcomeUnknownError if the order may have acted.
 * @throws OrderNotFoundError, OrderEndedError if the order does not run and is not adopted.
 * @throws OrderStuckError, WorkerUnavailableError, WorkerVersionMismatchError if no worker can answer.
 * @throws TemporalRefusedError if Temporal rejects the call.
 */
export async function executeUpdate<Ret, Request>(
  orders: OrderExecutions,
  orderUpdate: OrderUpdate<Ret, Request>,
  options: UpdateOptions & { readonly updateId: string },
): Promise<Ret> {
  const { workflowId, update, request, findAdoption, consequence } = orderUpdate;
  const { updateId, timeoutMs = DEFAULT_UPDATE_TIMEOUT_MS } = options;
  const { client } = orders;
  const message = { workflowId, update, request, updateId, deadline: Date.now() + timeoutMs };
  let unprocessed = 0;
  /** Returns undefined if no order took the update. Then nothing was done. */
  const attempt = async (adoption?: Adoption): Promise<Ret | typeof CHANGED | undefined> => {
    const accepted = await sendUpdate(client, message, adoption).catch((error: unknown) => {
      throw toSendError(error, workflowId, callIdOf(updateId));
    });
    if (accepted === undefined) return undefined;
    try {
      return await waitForResult(client, accepted, message);
    } catch (error) {
      if (!isUnprocessed(error)) throw toResultError(error, orderUpdate, callIdOf(updateId));
      unprocessed += 1;
      if (unprocessed === MAX_UNPROCESSED) throw new WorkerUnavailableError(workflowId);
      return CHANGED;
    }
  };
  return await retryOnChange(async () => {
    const result = await attempt();
    if (result !== undefined) return result;
    const closed = findAdoption === undefined ? await describeClosed(orders, workflowId) : await findAdoption();
    if (closed === CHANGED) return CHANGED;
    const { execution, adoption } = closed;
    if (adoption !== undefined) return (await attempt(adoption)) ?? CHANGED;
    if (execution === undefined) throw new OrderNotFoundError(workflowId);
    throw new OrderEndedError(workflowId, execution.end, consequence);
  });
}

/**
 * Finds the result of an update in a run that was closed from outside: no later run has its updates. Needs no worker.
 *
 * @returns undefined if the run did not accept such an update, or if Temporal no longer retains the run.
 * @throws The error of `toRefusalError` if the order refused the update.
 * @throws OutcomeUnknownError if the run was closed before it answered.
 */
export async function findResultInRun<Ret, Request>(
  { client }: OrderExecutions,
  orderUpdate: OrderUpdate<Ret, Request>,
  runId: string,
  { updateId, timeoutMs = DEFAULT_UPDATE_TIMEOUT_MS }: UpdateOptions & { readonly updateId: string },
): Promise<Ret | undefined> {
  const { workflowId, update, request } = orderUpdate;
  const accepted = client.workflow.getHandle(workflowId, runId).getUpdateHandle<Ret>(updateId);
  try {
    const deadline = Date.now() + timeoutMs;
    return await waitForResult(client, accepted, { workflowId, update, request, updateId, deadline });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw toResultError(error, orderUpdate, callIdOf(updateId));
  }
}

/** The closed order, without an adoption. */
async function describeClosed(
  orders: OrderExecutions,
  workflowId: string,
): Promise<Omit<AdoptableOrder, 'isKnown'> | typeof CHANGED> {
  const execution = await orders.describe(workflowId);
  return execution?.state === 'running' ? CHANGED : { execution, adoption: undefined };
}

/**
 * The error for a failure before the order accepted the update. If the update may have arrived, the error carries the
 * update id to call again with.
 */
function toSendError(error: unknown, workflowId: string, updateId: string): unknown {
  const mayHaveArrived = error instanceof TemporalUnavailableError || error instanceof TemporalCallFailedError;
  return mayHaveArrived ? new OutcomeUnknownError(workflowId, updateId, 'answerLost') : error;
}

/**
 * The error for a failure after the order accepted or refused the update. Every failure that is not a refusal leaves
 * open what the order did.
 */
function toResultError<Ret, Request>(
  error: unknown,
  { workflowId, update, toRefusalError }: OrderUpdate<Ret, Request>,
  updateId: string,
): Error {
  const unknown = (failure: string) => new OutcomeUnknownError(workflowId, updateId, 'unknownFailure', failure);
  if (error instanceof WorkflowNotFoundError) return new OutcomeUnknownError(workflowId, updateId, 'workflowEnded');
  if (error instanceof PayloadUnreadableError) return unknown(error.message);
  if (!(error instanceof WorkflowUpdateFailedError)) return new OutcomeUnknownError(workflowId, updateId, 'answerLost');
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return unknown(cause?.name ?? error.name);
  if (cause.type === WORKFLOW_ENDED) return new OutcomeUnknownError(workflowId, updateId, 'workflowEnded');
  if (NO_HANDLER.test(cause.message)) return new WorkerVersionMismatchError(workflowId, update.name);
  return toRefusalError(cause) ?? unknown(`${cause.type ?? cause.name}: ${cause.message}`);
}

function isUnprocessed(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === NOT_PROCESSED;
}
