import type { ApplicationFailure, UpdateDefinition } from '@temporalio/common';
import type { Decision, DecisionRefusalCode } from '../workflows/decision-messages.js';
import type { OrderStatus } from '../workflows/messages.js';
import { askOrder, type UpdateOptions } from './ask-order.js';
import { DecisionRefusedError } from './errors/decision-refused-error.js';
import type { OrderExecutions } from './order-executions.js';

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
      new DecisionRefusedError(workflowId, type as DecisionRefusalCode, message),
    consequence: 'there is nothing left to decide.',
  };
  return await askOrder(orders, question, options);
}
