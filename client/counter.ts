import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  COUNTER_UPDATES,
  type CounterOutcome,
  type CounterRefusalCode,
  type TicketAction,
  type TicketUse,
  type WithdrawalRequest,
} from '../workflows/counter-messages.js';
import { CounterRefusedError } from './errors/counter-refused-error.js';
import { OrderEndedError } from './errors/order-ended-error.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { OutcomeUnknownError } from './errors/outcome-unknown-error.js';
import type { OrderExecutions } from './order-executions.js';

export interface CounterOptions {
  /** Names this act: the same id again answers the same outcome, and acts once. A random one where none is given. */
  readonly updateId?: string;
  /** How long an answer is waited for, in ms; a minute and a half where nothing is said. */
  readonly timeoutMs?: number;
}

/** ECPay has a minute to answer the worker. */
const ANSWER_WITHIN = 90_000;

/**
 * Has an order redeem or refund tickets, or take either back.
 *
 * @throws CounterRefusedError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function actOnTickets(
  orders: OrderExecutions,
  workflowId: string,
  action: TicketAction,
  request: WithdrawalRequest,
  { updateId = randomUUID(), timeoutMs = ANSWER_WITHIN }: CounterOptions,
): Promise<CounterOutcome> {
  try {
    const outcome = await orders.update(workflowId, COUNTER_UPDATES[action], [request], { updateId, timeoutMs });
    if (outcome !== undefined) return outcome;
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw new OutcomeUnknownError(workflowId, updateId);
    throw refusalIn(error, workflowId) ?? error;
  }
  const execution = await orders.describe(workflowId);
  if (execution === undefined) throw new OrderNotFoundError(workflowId);
  throw new OrderEndedError(workflowId, execution.status, 'no ticket of it can be acted on.');
}

function refusalIn(error: unknown, workflowId: string): CounterRefusedError | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const [used] = (cause.details ?? []) as [TicketUse?];
  const code = cause.type as CounterRefusalCode;
  return new CounterRefusedError(workflowId, { code, words: cause.message, ...(used !== undefined && { used }) });
}
