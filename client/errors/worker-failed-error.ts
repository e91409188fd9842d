import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** A worker answered for the order but does not know the update or query. Nothing was changed. */
export class WorkerFailedError extends ECTicketError {
  override readonly name = 'WorkerFailedError';
  readonly code = 'WORKER_FAILED';

  constructor(
    readonly workflowId: string,
    /** The name of the update or query. */
    readonly operation: string,
  ) {
    super(
      `The worker does not know "${operation}" for the order ${workflowId}. Nothing was changed. Check that the ` +
        'worker and this client run the same version of temporal-ecticket, and that the workflow is a ticketOrder. ' +
        'Then call again.',
    );
  }
}
