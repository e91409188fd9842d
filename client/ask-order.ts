import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import type { Adoption } from './adopt.js';
import { OrderEndedError } from './errors/order-ended-error.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { OutcomeUnknownError } from './errors/outcome-unknown-error.js';
import { TemporalUnavailableError } from './errors/temporal-unavailable-error.js';
import type { OrderExecutions } from './order-executions.js';
import { checkUpdateOptions, type UpdateOptions } from './update-options.js';

export interface Question<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  /** The error for the order's own refusal; undefined for a failure that is none. */
  readonly refused: (failure: ApplicationFailure) => Error | undefined;
  /** Takes up an order that does not run, so that it can be asked all the same. */
  readonly adopt?: () => Promise<Adoption | undefined>;
  /** What cannot come about where the order has ended, as the end of a sentence. */
  readonly consequence: string;
}

/** ECPay has a minute to answer the worker. */
const ANSWER_WITHIN = 90_000;

/** Temporal's own word for an update whose workflow ended before it could answer. */
const WORKFLOW_ENDED = 'AcceptedUpdateCompletedWorkflow';

/**
 * Asks a running order for something, and waits for what becomes of it.
 *
 * @throws the refusal's error, OutcomeUnknownError, OrderNotFoundError, OrderEndedError; InvalidRequestError (options)
 */
export async function askOrder<Ret, Request>(
  orders: OrderExecutions,
  { workflowId, update, request, refused, consequence, adopt }: Question<Ret, Request>,
  options: UpdateOptions,
): Promise<Ret> {
  checkUpdateOptions(update.name, options);
  const { updateId = randomUUID(), timeoutMs = ANSWER_WITHIN } = options;
  const how = { updateId, timeoutMs };
  const told = (error: unknown): unknown => {
    if (error instanceof TemporalUnavailableError) return new OutcomeUnknownError(workflowId, updateId, 'answerLost');
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) return error;
    if (cause.type === WORKFLOW_ENDED) return new OutcomeUnknownError(workflowId, updateId, 'workflowEnded');
    return refused(cause) ?? error;
  };
  const hear = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown): never => {
      throw told(error);
    });
  const answer = await hear(orders.update(workflowId, update, [request], how));
  if (answer !== undefined) return answer;
  const takenUp = await adopt?.();
  if (takenUp !== undefined) return await hear(orders.updateWithStart(takenUp, update, [request], how));
  const execution = await orders.describe(workflowId);
  if (execution === undefined) throw new OrderNotFoundError(workflowId);
  throw new OrderEndedError(workflowId, execution.status, consequence);
}
