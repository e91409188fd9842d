import type { ApplicationFailure, UpdateDefinition } from '@temporalio/common';
import type { Decision } from '../workflows/decision-messages.js';
import type { OrderStatus } from '../workflows/messages.js';
import { askOrder } from './ask-order.js';
import { DecisionRefusedError } from './errors/decision-refused-error.js';
import type { OrderExecutions } from './order-executions.js';
import { isDecisionRefusalCode } from './refusal-codes.js';
import type { UpdateOptions } from './update-options.js';

/**
 * Hands a person's decision to its order; answers the status that follows.
 *
 * @throws DecisionRefusedError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function decide<Request extends Decision>(
  orders: OrderExecutions,
  workflowId: string,
  update: UpdateDefinition<OrderStatus, [Request]>,
  request: Request,
  options: UpdateOptions,
): Promise<OrderStatus> {
  const question = {
    workflowId,
    update,
    request,
    refused: ({ type, message }: ApplicationFailure) =>
      isDecisionRefusalCode(type) ? new DecisionRefusedError(workflowId, type, message) : undefined,
    consequence: 'there is nothing left to decide.',
  };
  return await askOrder(orders, question, options);
}
