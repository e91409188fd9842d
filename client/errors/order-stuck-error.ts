import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * The order's workflow tasks fail, so that no worker can answer for it. The order is safe in Temporal, and goes on when
 * the cause is corrected.
 */
export class OrderStuckError extends ECTicketError {
  override readonly name = 'OrderStuckError';
  readonly code = 'ORDER_TASKS_FAIL';

  constructor(
    readonly workflowId: string,
    /** The id under which to repeat a ticket action or a decision; undefined where the order was only read. */
    readonly updateId?: string,
  ) {
    const next = updateId === undefined ? 'read the order again' : `call again with updateId "${updateId}"`;
    super(
      `The workflow tasks of the order ${workflowId} fail, so that no worker can answer for it. The worker's log and the ` +
        `workflow's page in the Web UI name the cause: a codec key that the worker lacks, or a version of the workflow that ` +
        `cannot replay the order. This call changed nothing; what an earlier call began goes on when the cause is ` +
        `corrected. Correct it, then ${next}: nothing is done twice.`,
    );
  }
}
