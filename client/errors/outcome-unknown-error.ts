import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** No answer came in time: the tickets may have been acted on, or may still be. */
export class OutcomeUnknownError extends ECTicketError {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'OUTCOME_UNKNOWN';

  constructor(
    readonly workflowId: string,
    /** The same call with this id acts once, and answers what became of it. */
    readonly updateId: string,
  ) {
    super(
      `The order ${workflowId} did not answer in time; it may have acted, or may still. Call again with updateId "${updateId}": nothing is done twice.`,
    );
  }
}
