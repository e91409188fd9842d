import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** A worker answered for the order but has no handler for the update or query. Nothing was changed. */
export class WorkerVersionMismatchError extends ECTicketError {
  override readonly name = 'WorkerVersionMismatchError';
  readonly code = 'WORKER_VERSION_MISMATCH';

  constructor(
    readonly workflowId: string,
    /** The name of the update or query. */
    readonly operation: string,
  ) {
    super(
      `The worker has no handler for "${operation}" of the order ${workflowId}. Nothing was changed. Check that the ` +
        'worker and this client run the same version of temporal-ecticket, and that the workflow is a ticketOrder. ' +
        'Then call again.',
    );
  }
}
