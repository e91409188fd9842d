import { randomUUID } from 'node:crypto';
import type { ApplicationFailure, UpdateDefinition } from '@temporalio/common';
import { requestKey } from '../workflows/counter-messages.js';
import type { Decision, DecisionOutcome } from '../workflows/decision-messages.js';
import type { OrderStatus } from '../workflows/messages.js';
import { askOrder } from './ask-order.js';
import { DecisionRefusedError } from './errors/decision-refused-error.js';
import { UpdateConflictError } from './errors/update-conflict-error.js';
import type { OrderExecutions } from './order-executions.js';
import { belongsTo, isDecisionRefusalCode } from './refusal-codes.js';
import { checkUpdateOptions, type UpdateOptions } from './update-options.js';

/**
 * Hands a person's decision to its order; answers the status that follows.
 *
 * @throws DecisionRefusedError, UpdateConflictError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function decide<Request extends Decision>(
  orders: OrderExecutions,
  workflowId: string,
  update: UpdateDefinition<DecisionOutcome, [Request]>,
  request: Request,
  options: UpdateOptions,
): Promise<OrderStatus> {
  checkUpdateOptions(update.name, options);
  const { updateId = randomUUID() } = options;
  const key = requestKey(update.name, request);
  const question = {
    workflowId,
    update,
    request,
    refused: (failure: ApplicationFailure) => {
      if (!isDecisionRefusalCode(failure.type)) return undefined;
      if (!belongsTo(failure, key)) return new UpdateConflictError(workflowId, updateId);
      return new DecisionRefusedError(workflowId, failure.type, failure.message);
    },
    consequence: 'there is nothing left to decide.',
  };
  const { status, request: answered } = await askOrder(orders, question, { ...options, updateId });
  if (answered !== key) throw new UpdateConflictError(workflowId, updateId);
  return status;
}
