import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import type { Adoption } from './adopt.js';
import { OrderEndedError } from './errors/order-ended-error.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { OutcomeUnknownError } from './errors/outcome-unknown-error.js';
import type { OrderExecutions } from './order-executions.js';

export interface UpdateOptions {
  /** Names this act: the same id again answers the same outcome, and acts once. A random one where none is given. */
  readonly updateId?: string;
  /** How long an answer is waited for, in ms; a minute and a half where nothing is said. */
  readonly timeoutMs?: number;
}

export interface Question<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  /** The error for the order's own refusal. */
  readonly refused: (refusal: ApplicationFailure) => Error;
  /** Takes up an order that does not run, so that it can be asked all the same. */
  readonly adopt?: () => Promise<Adoption | undefined>;
  /** What cannot come about where the order has ended, as the end of a sentence. */
  readonly consequence: string;
}

/** ECPay has a minute to answer the worker. */
const ANSWER_WITHIN = 90_000;

/**
 * Asks a running order for something, and waits for what becomes of it.
 *
 * @throws the refusal's error, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function askOrder<Ret, Request>(
  orders: OrderExecutions,
  { workflowId, update, request, refused, consequence, adopt }: Question<Ret, Request>,
  { updateId = randomUUID(), timeoutMs = ANSWER_WITHIN }: UpdateOptions,
): Promise<Ret> {
  const how = { updateId, timeoutMs };
  try {
    const answer = await orders.update(workflowId, update, [request], how);
    if (answer !== undefined) return answer;
    const takenUp = await adopt?.();
    if (takenUp !== undefined) return await orders.updateWithStart(takenUp, update, [request], how);
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw new OutcomeUnknownError(workflowId, updateId);
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    throw cause instanceof ApplicationFailure ? refused(cause) : error;
  }
  const execution = await orders.describe(workflowId);
  if (execution === undefined) throw new OrderNotFoundError(workflowId);
  throw new OrderEndedError(workflowId, execution.status, consequence);
}
