import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import { requestKey } from '../../workflows/messages/ticket-actions.js';
import { abandon, cancelOrder, resubmit, type Resubmission } from '../../workflows/messages/operator-decisions.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import { executeUpdate } from '../temporal/execute-update.js';
import { DecisionRefusedError } from '../errors/decision-refused-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { belongsTo, isDecisionRefusalCode } from '../tickets/refusal-codes.js';
import { checkUpdateOptions, type UpdateOptions } from '../tickets/update-options.js';

const UPDATES = { resubmit, abandon, cancelOrder } as const;

/**
 * Hands an operator's decision to its order.
 *
 * @returns the status that follows
 * @throws DecisionRefusedError, UpdateConflictError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function decide(
  orders: OrderExecutions,
  workflowId: string,
  decision: keyof typeof UPDATES,
  request: Resubmission,
  options: UpdateOptions,
): Promise<OrderStatus> {
  const update = UPDATES[decision];
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
  const { status, request: answered } = await executeUpdate(orders, question, { ...options, updateId });
  if (answered !== key) throw new UpdateConflictError(workflowId, updateId);
  return status;
}
