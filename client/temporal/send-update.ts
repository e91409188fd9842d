/** Updates of an order's workflow, in two steps: until the order has accepted one, nothing was done. */
import {
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { TASK_QUEUE, TICKET_ORDER } from '../../workflows/messages/names.js';
import type { TicketOrderWorkflow } from '../../workflows/messages/workflow.js';
import type { Adoption } from './adoption-start.js';
import { callTemporal, isNotFound, typedError } from './temporal-call.js';

export interface UpdateToSend<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  readonly updateId: string;
  /** When nobody waits any more, in ms since the epoch. */
  readonly deadline: number;
}

/** An update that the order has accepted, or refused. */
export type AcceptedUpdate<Ret> = Pick<WorkflowUpdateHandle<Ret>, 'result'>;

/**
 * Sends an update and waits until the order has accepted or refused it, which takes a worker. Undefined where no such
 * order runs: nothing was done. An `adoption` starts an order that does not run for it.
 */
export async function sendUpdate<Ret, Request>(
  client: Client,
  { workflowId, update, request, updateId, deadline }: UpdateToSend<Ret, Request>,
  adoption?: Adoption,
): Promise<AcceptedUpdate<Ret> | undefined> {
  const options = { args: [request] as [Request], updateId, waitForStage: 'ACCEPTED' } as const;
  const send = async (): Promise<AcceptedUpdate<Ret>> =>
    adoption === undefined
      ? await client.workflow.getHandle(workflowId).startUpdate(update, options)
      : await client.workflow.startUpdateWithStart(update, {
          ...options,
          startWorkflowOperation: new WithStartWorkflowOperation<TicketOrderWorkflow>(TICKET_ORDER, {
            ...adoption,
            taskQueue: TASK_QUEUE,
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        });
  try {
    return await callTemporal(client, send, { timeoutMs: deadline - Date.now(), answers: [Error] });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw typedError(error, { workflowId, updateId });
  }
}

/**
 * What became of an accepted update.
 *
 * @throws WorkflowUpdateFailedError with the order's own failure; WorkflowNotFoundError where its run is gone.
 */
export async function outcomeOf<Ret, Request>(
  client: Client,
  accepted: AcceptedUpdate<Ret>,
  { workflowId, updateId, deadline }: UpdateToSend<Ret, Request>,
): Promise<Ret> {
  const timeoutMs = deadline - Date.now();
  const answers = [WorkflowUpdateFailedError, WorkflowNotFoundError];
  return await callTemporal(client, () => accepted.result(), { workflowId, updateId, timeoutMs, answers });
}
