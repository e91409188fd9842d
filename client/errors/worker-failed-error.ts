import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** A worker answered for the order, but does not know what it was asked. Nothing was changed. */
export class WorkerFailedError extends ECTicketError {
  override readonly name = 'WorkerFailedError';
  readonly code = 'WORKER_FAILED';

  constructor(
    readonly workflowId: string,
    /** The update or query that the worker does not know. */
    readonly asked: string,
  ) {
    super(
      `The worker cannot answer "${asked}" for the order ${workflowId}. Nothing was changed. Check that the worker and ` +
        `this client run the same version of temporal-ecticket, and that the workflow is a ticketOrder; then call again.`,
    );
  }
}
