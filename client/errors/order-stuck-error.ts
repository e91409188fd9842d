import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** The order's workflow tasks fail, so no worker can answer for it. The order continues when the cause is fixed. */
export class OrderStuckError extends ECTicketError {
  override readonly name = 'OrderStuckError';
  readonly code = 'ORDER_STUCK';

  constructor(
    readonly workflowId: string,
    /** The update id to repeat a ticket action or a decision with; undefined if the order was only read. */
    readonly updateId?: string,
  ) {
    const next =
      updateId === undefined
        ? 'read the order again'
        : `call again with updateId "${updateId}": the call acts at most once`;
    super(
      `The workflow tasks of the order ${workflowId} fail, so no worker can answer for it. This call changed ` +
        "nothing. The worker's log and the workflow's page in the Web UI name the cause: a codec key that the worker " +
        'lacks, or a version of the workflow that cannot replay the order. An earlier call continues when the ' +
        `cause is fixed. Fix it, then ${next}.`,
    );
  }
}
