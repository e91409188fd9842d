import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import { abandon, cancelOrder, resubmit, type Resubmission } from '../../workflows/messages/operator-decisions.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import { requestKey } from '../../workflows/messages/ticket-actions.js';
import { DecisionRefusedError } from '../errors/decision-refused-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import { executeUpdate } from '../temporal/execute-update.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isDecisionRefusalCode, refusesRequest } from '../temporal/update-refusals.js';
import { checkUpdateOptions, type UpdateOptions } from '../update-options.js';

const UPDATES = { resubmit, abandon, cancelOrder } as const;

/**
 * Sends an operator's decision to an order.
 *
 * @returns The status that follows the decision.
 * @throws DecisionRefusedError if the order does not wait for this decision.
 * @throws UpdateConflictError if the update id was used for a different request.
 * @throws OutcomeUnknownError if the answer did not arrive.
 * @throws OrderNotFoundError, OrderEndedError if the order does not run.
 */
export async function sendDecision(
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
  const orderUpdate = {
    workflowId,
    update,
    request,
    toRefusalError: (failure: ApplicationFailure) => {
      if (!isDecisionRefusalCode(failure.type)) return undefined;
      if (!refusesRequest(failure, key)) return new UpdateConflictError(workflowId, updateId);
      return new DecisionRefusedError(workflowId, failure.type, failure.message);
    },
    consequence: 'there is nothing left to decide.',
  };
  const { status, request: answeredKey } = await executeUpdate(orders, orderUpdate, { ...options, updateId });
  if (answeredKey !== key) throw new UpdateConflictError(workflowId, updateId);
  return status;
}
