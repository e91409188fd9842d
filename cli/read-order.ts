import type { OrderSnapshot } from '../client/index.js';
import { ECTicketError, type OrderRef } from '../ecticket/index.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { EXIT, exitStatusOf } from './exit-status.js';
import type { CommandContext } from './command-context.js';
import { readTaskFailure, OrderStuckWithCauseError } from './task-failures.js';
import { findMissingVersion } from './worker-versions.js';

/**
 * Reads an order with {@link ECTicketClient.getOrder}.
 *
 * @throws OrderStuckWithCauseError if no worker can answer because the order's workflow tasks fail;
 *   NoWorkerOfVersionError if no worker of its version polls; otherwise the errors of getOrder
 */
export async function readOrder(context: CommandContext, ref: OrderRef): Promise<OrderSnapshot> {
  const tickets = await context.tickets();
  try {
    return await tickets.getOrder(ref);
  } catch (error) {
    if (!(error instanceof ECTicketError && exitStatusOf(error.code) === EXIT.unavailable)) throw error;
    throw (await findCause(context, ref)) ?? error;
  }
}

/** Also undefined if Temporal does not answer: the caller then throws its first error. */
async function findCause(context: CommandContext, ref: OrderRef): Promise<Error | undefined> {
  const workflowId = workflowIdOf(ref);
  const client = await context.temporal();
  const failure = await readTaskFailure(client, workflowId).catch(() => undefined);
  if (failure !== undefined) return new OrderStuckWithCauseError(workflowId, failure);
  return await findMissingVersion(client, workflowId).catch(() => undefined);
}
