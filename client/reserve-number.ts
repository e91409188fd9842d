import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { OrderRef } from '../ecticket/order.js';
import { tradeNoOf, workflowIdOf } from '../workflows/names.js';
import { OrderConflictError } from './errors/order-conflict-error.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import { callTemporal } from './temporal-call.js';

const WORKFLOW_TYPE = 'orderNumberReservation';
/** No worker polls it. */
const TASK_QUEUE = 'ecticket-order-numbers';
/** Longer than any order: a payment deadline lies within a year, and escrow ends. */
const LIFETIME = '1100 days';

/**
 * Reserves a number in all its spellings for one order, so that orders whose numbers differ only in case cannot both be
 * placed: ECPay's checksum of a payment notice does not protect the case. A number without letters has one spelling, and
 * needs no reservation.
 *
 * The reservation is a workflow execution that no worker runs, with the number in lower case in its id
 * (docs/decisions/0034). It stays open after the order has ended. Terminating it frees the number.
 *
 * @throws OrderConflictError (`differsInCaseOnly`)
 */
export async function reserveNumber(client: Client, order: OrderRef): Promise<void> {
  const number = tradeNoOf(order);
  if (!/[A-Za-z]/.test(number)) return;
  const workflowId = `ecticket-number/${order.merchantId}/${number.toLowerCase()}`;
  const holder = await retryOnChange(async () => {
    if (await hasStarted(client, workflowId, number)) return number;
    return await holderOf(client, workflowId);
  });
  if (holder !== number) throw new OrderConflictError(workflowIdOf(order), 'differsInCaseOnly');
}

/** Of several at once, one starts. */
async function hasStarted(client: Client, workflowId: string, number: string): Promise<boolean> {
  const start = () =>
    client.workflow.start(WORKFLOW_TYPE, {
      workflowId,
      taskQueue: TASK_QUEUE,
      startDelay: LIFETIME,
      // Counted from the end of the delay: no worker comes, and the reservation closes.
      workflowExecutionTimeout: '1 minute',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      memo: { number },
    });
  try {
    await callTemporal(client, start, { answers: [WorkflowExecutionAlreadyStartedError] });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** For which spelling the number is reserved; {@link CHANGED} where it has been freed meanwhile. */
async function holderOf(client: Client, workflowId: string): Promise<unknown> {
  try {
    const describe = () => client.workflow.getHandle(workflowId).describe();
    const { status, memo } = await callTemporal(client, describe, { answers: [WorkflowNotFoundError] });
    return status.name === 'RUNNING' ? memo?.['number'] : CHANGED;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return CHANGED;
    throw error;
  }
}
