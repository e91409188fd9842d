import type { OrderSnapshot } from '../client/index.js';
import { ECTicketError, type OrderRef } from '../ecticket/index.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { EXIT, exitStatusOf } from './exit-status.js';
import type { CommandContext } from './command-context.js';
import { readTaskFailure, OrderStuckWithCauseError } from './task-failures.js';

/**
 * Reads an order with {@link ECTicketClient.getOrder}.
 *
 * @throws OrderStuckWithCauseError if no worker can answer because the order's workflow tasks fail; otherwise the
 *   errors of getOrder
 */
export async function readOrder(context: CommandContext, ref: OrderRef): Promise<OrderSnapshot> {
  const tickets = await context.tickets();
  try {
    return await tickets.getOrder(ref);
  } catch (error) {
    if (!(error instanceof ECTicketError && exitStatusOf(error.code) === EXIT.unavailable)) throw error;
    throw (await findTaskFailure(context, ref)) ?? error;
  }
}

/** Also undefined if Temporal does not answer: the caller then throws its first error. */
async function findTaskFailure(context: CommandContext, ref: OrderRef): Promise<Error | undefined> {
  const workflowId = workflowIdOf(ref);
  const failure = await readTaskFailure(await context.temporal(), workflowId).catch(() => undefined);
  return failure && new OrderStuckWithCauseError(workflowId, failure);
}
