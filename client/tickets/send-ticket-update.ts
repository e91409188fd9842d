import type { ApplicationFailure } from '@temporalio/common';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import {
  requestKey,
  TICKET_UPDATES,
  type TicketAction,
  type TicketActionOutcome,
  type TicketActionRefusal,
  type TicketActionRequest,
  type WithRequestKey,
} from '../../workflows/messages/ticket-actions.js';
import { TicketActionRefusedError } from '../errors/ticket-action-refused-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import { brokenRunsOf, findAdoption } from '../orders/adoption.js';
import { executeUpdate, findResultInRun, type OrderUpdate } from '../temporal/execute-update.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { isTicketActionRefusalCode, refusesRequest } from '../temporal/update-refusals.js';
import { callIdOf, type UpdateOptions } from '../update-options.js';

/** What OrderEndedError says about an order whose tickets can no longer change. */
export const NO_ACTION_POSSIBLE = 'no ticket of it can be acted on.';

export interface TicketUpdateOptions extends UpdateOptions {
  readonly updateId: string;
  /** Whether a closed order is adopted. */
  readonly shouldAdopt: boolean;
}

/**
 * Sends a ticket action with named tickets to an order.
 *
 * @throws TicketActionRefusedError if the order refuses.
 * @throws UpdateConflictError if the update id was used for a different request.
 * @throws Also the errors of {@link executeUpdate}.
 */
export async function sendTicketUpdate(
  orders: OrderExecutions,
  ref: OrderRef,
  action: TicketAction,
  request: TicketActionRequest,
  { shouldAdopt, ...options }: TicketUpdateOptions,
): Promise<TicketActionOutcome> {
  const orderUpdate = createOrderUpdate(ref, action, request, options.updateId);
  const answer = await executeUpdate(
    orders,
    {
      ...orderUpdate,
      ...(shouldAdopt && { findAdoption: () => findAdoption(orders, ref, 'ticketAction') }),
    },
    options,
  );
  return toOutcome(orderUpdate, answer, options.updateId);
}

/**
 * Finds the outcome of a ticket action in runs that were closed from outside, such as by Terminate.
 *
 * @throws As {@link sendTicketUpdate}; OutcomeUnknownError also if such a run was closed during the action.
 */
export async function findOutcomeInBrokenRuns(
  orders: OrderExecutions,
  ref: OrderRef,
  action: TicketAction,
  request: TicketActionRequest,
  execution: OrderExecution | undefined,
  options: UpdateOptions & { readonly updateId: string },
): Promise<TicketActionOutcome | undefined> {
  const orderUpdate = createOrderUpdate(ref, action, request, options.updateId);
  for (const runId of execution === undefined ? [] : brokenRunsOf(execution)) {
    const answer = await findResultInRun(orders, orderUpdate, runId, options);
    if (answer !== undefined) return toOutcome(orderUpdate, answer, options.updateId);
  }
  return undefined;
}

type Answer = TicketActionOutcome & WithRequestKey;

function createOrderUpdate(
  ref: OrderRef,
  action: TicketAction,
  request: TicketActionRequest,
  updateId: string,
): OrderUpdate<Answer, TicketActionRequest> & { readonly key: string } {
  const workflowId = workflowIdOf(ref);
  const key = requestKey(action, request);
  const toRefusalError = (failure: ApplicationFailure): Error | undefined => {
    const { type, message, details } = failure;
    if (!isTicketActionRefusalCode(type)) return undefined;
    if (!refusesRequest(failure, key)) return new UpdateConflictError(workflowId, callIdOf(updateId));
    const [refusal] = (details ?? []) as [Partial<TicketActionRefusal>?];
    return new TicketActionRefusedError(workflowId, { ...refusal, code: type, message });
  };
  const update = TICKET_UPDATES[action];
  return { workflowId, update, request, toRefusalError, consequence: NO_ACTION_POSSIBLE, key };
}

/** @throws UpdateConflictError if the answer is the one to a different request. */
function toOutcome(
  { workflowId, key }: { readonly workflowId: string; readonly key: string },
  { tickets, request }: Answer,
  updateId: string,
): TicketActionOutcome {
  if (request !== key) throw new UpdateConflictError(workflowId, callIdOf(updateId));
  return { tickets };
}
