/** Sends updates to an order's workflow, in two steps: until the order has accepted an update, nothing was done. */
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
import type { Adoption } from './order-executions.js';
import { callIdOf } from '../update-options.js';
import { callTemporal, isNotFound, toTypedError } from './temporal-call.js';

export interface UpdateToSend<Ret, Request> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Ret, [Request]>;
  readonly request: Request;
  readonly updateId: string;
  /** When the caller stops waiting, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** An update that the order has accepted or refused. */
export type AcceptedUpdate<Ret> = Pick<WorkflowUpdateHandle<Ret>, 'result'>;

/**
 * Sends an update and waits until the order has accepted or refused it. Needs a worker.
 *
 * @param adoption Starts the order together with the update if it does not run.
 * @returns undefined if no such order runs. Then nothing was done.
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
    return await callTemporal(client, send, { timeoutMs: deadline - Date.now(), expectedErrors: [Error] });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toTypedError(error, client, { workflowId, updateId: callIdOf(updateId) });
  }
}

/**
 * Waits for the result of an accepted update.
 *
 * @throws WorkflowUpdateFailedError with the order's own failure.
 * @throws WorkflowNotFoundError if the run no longer exists.
 */
export async function waitForResult<Ret, Request>(
  client: Client,
  accepted: AcceptedUpdate<Ret>,
  { workflowId, updateId, deadline }: UpdateToSend<Ret, Request>,
): Promise<Ret> {
  const timeoutMs = deadline - Date.now();
  const expectedErrors = [WorkflowUpdateFailedError, WorkflowNotFoundError];
  return await callTemporal(client, () => accepted.result(), {
    workflowId,
    updateId: callIdOf(updateId),
    timeoutMs,
    expectedErrors,
  });
}
