import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** The update id was used for a different request to this order. Nothing was done for this request. */
export class UpdateConflictError extends ECTicketError {
  override readonly name = 'UpdateConflictError';
  readonly code = 'UPDATE_CONFLICT';

  constructor(
    readonly workflowId: string,
    readonly updateId: string,
  ) {
    super(
      `The update id "${updateId}" belongs to a different request to the order ${workflowId}. Nothing was done for ` +
        'this request. Give every request its own id, and repeat a call with the same id only unchanged.',
    );
  }
}
