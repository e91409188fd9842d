import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import type { Environment } from '../../ecticket/environment.js';
import type { TicketOrder } from '../../ecticket/order.js';
import {
  abandon,
  cancelOrder,
  resubmit,
  type ResubmissionRequest,
} from '../../workflows/messages/operator-decisions.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import { requestKey } from '../../workflows/messages/ticket-actions.js';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import { checkCatalogue } from '../catalogue/check-catalogue.js';
import { DecisionRefusedError } from '../errors/decision-refused-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import { executeUpdate } from '../temporal/execute-update.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isDecisionRefusalCode, refusesRequest } from '../temporal/update-refusals.js';
import { checkUpdateOptions, type UpdateOptions } from '../update-options.js';

const UPDATES = { resubmit, abandon, cancelOrder } as const;

/**
 * Reads the price of a corrected order from ECPay's catalogue, for the workflow to compare with what was paid. Empty if
 * the price is unknown.
 *
 * @param catalogue Undefined if the check of ECPay's catalogue is switched off.
 * @throws InvalidOrderError if the order breaks a rule of the catalogue.
 */
export async function readCatalogueTotal(
  catalogue: CatalogueReader | undefined,
  order: TicketOrder,
  environment: Environment,
): Promise<Pick<ResubmissionRequest, 'catalogueTotal'>> {
  if (catalogue === undefined) return {};
  // The order is paid, so its amount is no question of the catalogue: the workflow compares it.
  const { total } = await checkCatalogue(catalogue, order, undefined, environment === 'sandbox');
  return total === undefined ? {} : { catalogueTotal: total };
}

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
  request: ResubmissionRequest,
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
