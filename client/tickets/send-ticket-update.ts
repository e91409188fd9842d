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
} from '../../workflows/messages/ticket-actions.js';
import { TicketActionRefusedError } from '../errors/ticket-action-refused-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import { findAdoption } from '../orders/adoption.js';
import { executeUpdate } from '../temporal/execute-update.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
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
  const workflowId = workflowIdOf(ref);
  const { updateId } = options;
  const key = requestKey(action, request);
  const toRefusalError = (failure: ApplicationFailure): Error | undefined => {
    const { type, message, details } = failure;
    if (!isTicketActionRefusalCode(type)) return undefined;
    if (!refusesRequest(failure, key)) return new UpdateConflictError(workflowId, callIdOf(updateId));
    const [refusal] = (details ?? []) as [Partial<TicketActionRefusal>?];
    return new TicketActionRefusedError(workflowId, { ...refusal, code: type, words: message });
  };
  const { tickets, request: answeredKey } = await executeUpdate(
    orders,
    {
      workflowId,
      update: TICKET_UPDATES[action],
      request,
      toRefusalError,
      ...(shouldAdopt && { findAdoption: () => findAdoption(orders, ref, 'ticketAction') }),
      consequence: NO_ACTION_POSSIBLE,
    },
    options,
  );
  if (answeredKey !== key) throw new UpdateConflictError(workflowId, callIdOf(updateId));
  return { tickets };
}
