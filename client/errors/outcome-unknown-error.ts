import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** What was asked of an order may have been done, or may still be. */
export class OutcomeUnknownError extends ECTicketError {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'OUTCOME_UNKNOWN';

  constructor(
    readonly workflowId: string,
    /** The same call with this id acts once, and answers what became of it; not where the workflow was ended. */
    readonly updateId: string,
    /** `answerLost`: the order goes on. `workflowEnded`: a person ended its workflow while it acted. */
    readonly reason: 'answerLost' | 'workflowEnded',
  ) {
    super(
      reason === 'answerLost'
        ? `The answer of the order ${workflowId} did not come in time; it may have acted, or may still. Call again with updateId "${updateId}": nothing is done twice.`
        : `The workflow of the order ${workflowId} was ended while it acted (updateId "${updateId}"); ECPay may have done what was asked. Take the order up with adoptOrder, and look at it before you ask again.`,
    );
  }
}
