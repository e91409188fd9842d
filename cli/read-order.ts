import type { OrderSnapshot } from '../client/index.js';
import { ECTicketError, type OrderRef } from '../ecticket/index.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { WorkflowTasksFailingError } from './errors/workflow-tasks-failing-error.js';
import { EXIT, exitStatusOf } from './exit-status.js';
import type { Shell } from './shell.js';
import { readTaskFailure } from './task-failures.js';

/**
 * The whole of an order, as {@link ECTicketClient.getOrder} reads it.
 *
 * @throws WorkflowTasksFailingError where no worker can answer because the order's workflow tasks fail; else what
 *   getOrder throws
 */
export async function readOrder(shell: Shell, ref: OrderRef): Promise<OrderSnapshot> {
  const tickets = await shell.tickets();
  try {
    return await tickets.getOrder(ref);
  } catch (error) {
    if (!(error instanceof ECTicketError && exitStatusOf(error.code) === EXIT.unavailable)) throw error;
    throw (await whyTasksFail(shell, ref)) ?? error;
  }
}

/** Undefined also where Temporal does not answer: then the first error says enough. */
async function whyTasksFail(shell: Shell, ref: OrderRef): Promise<Error | undefined> {
  const workflowId = workflowIdOf(ref);
  const failure = await readTaskFailure(await shell.temporal(), workflowId).catch(() => undefined);
  return failure && new WorkflowTasksFailingError(workflowId, failure);
}
